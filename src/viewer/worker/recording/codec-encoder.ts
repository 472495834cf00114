import { type Encoder, type Film, type Frame, WebmFile } from '../../../filming/index.ts';

const CODECS = [
  { codec: 'vp8', id: 'V_VP8' },
  { codec: 'vp09.00.40.08', id: 'V_VP9' },
] as const;

/** Bits of a pixel of a frame: lines and text stay sharp. */
const BITS = 0.3;
/** Seconds between two frames that can be read without those before them. */
const KEY_EVERY = 2;
/** Frames that wait for the codec at most. */
const MOST_WAITING = 8;

/** A video by the codecs of the browser, for those that write no WebP. */
export class CodecEncoder implements Encoder {
  readonly #film: Film;
  readonly #file: WebmFile;
  readonly #encoder: VideoEncoder;
  #frames = 0;
  #fault: unknown;

  private constructor(film: Film, id: (typeof CODECS)[number]['id'], config: VideoEncoderConfig) {
    this.#film = film;
    this.#file = new WebmFile(film, id);
    this.#encoder = new VideoEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        this.#file.add(data, chunk.type);
      },
      error: (error) => {
        this.#fault = error;
      },
    });
    this.#encoder.configure(config);
  }

  /** Nothing where the browser has no codec for a WebM of this size. */
  static async open(film: Film): Promise<CodecEncoder | undefined> {
    if (typeof VideoEncoder === 'undefined') return undefined;
    const { width, height, fps } = film;
    for (const { codec, id } of CODECS) {
      const config = { codec, width, height, framerate: fps, bitrate: BITS * width * height * fps };
      if ((await VideoEncoder.isConfigSupported(config)).supported) return new CodecEncoder(film, id, config);
    }
    return undefined;
  }

  async add(frame: Frame): Promise<void> {
    const { width, height, fps } = this.#film;
    const at = this.#frames++;
    const timestamp = Math.round((1e6 * at) / fps);
    const size = { codedWidth: width, codedHeight: height };
    const picture = new VideoFrame(Uint8Array.from(frame.pixels()), { format: 'RGBA', ...size, timestamp });
    this.#encoder.encode(picture, { keyFrame: at % Math.ceil(KEY_EVERY * fps) === 0 });
    picture.close();
    while (this.#encoder.encodeQueueSize > MOST_WAITING) await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.#fault) throw this.#fault;
  }

  async finish(): Promise<Uint8Array> {
    await this.#encoder.flush();
    this.#encoder.close();
    return this.#file.finish();
  }
}
