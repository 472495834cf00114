/** Where the test server serves the files of tfjs. */
export const WASM_PATH = '/node_modules/@tensorflow/tfjs-backend-wasm/dist/';
