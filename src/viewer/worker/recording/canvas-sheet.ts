import { type Sheet, WEBP_QUALITY } from '../../../filming/index.ts';

/** A canvas of the browser to paint on; it is read so often that it had better not be on the GPU. */
export function canvasSheet(width: number, height: number): Sheet {
  const canvas = new OffscreenCanvas(width, height);
  const painter = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!;
  return {
    ...{ painter, width, height },
    pixels: () => new Uint8Array(painter.getImageData(0, 0, width, height).data.buffer),
    encoded: async (type) => {
      const blob = await canvas.convertToBlob({ type: `image/${type}`, quality: WEBP_QUALITY / 100 });
      return new Uint8Array(await blob.arrayBuffer());
    },
  };
}

/** Whether the browser writes pictures of this type; what it cannot write it writes as a PNG. */
export async function writes(type: 'png' | 'webp'): Promise<boolean> {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext('2d');
  return (await canvas.convertToBlob({ type: `image/${type}` })).type === `image/${type}`;
}
