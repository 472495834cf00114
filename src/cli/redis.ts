/** Where a queue is when nobody says. */
export const REDIS = 'redis://localhost:6379';
