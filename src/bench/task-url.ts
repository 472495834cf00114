/** The module of the task, as threads load it: the built one. */
export const benchTask = new URL('./task.js', import.meta.url);
