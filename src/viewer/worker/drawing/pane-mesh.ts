import type { Geometry, Mesh, Shader } from 'pixi.js';
import { dressIn, type Placement, type PointStyle, paneUniforms, placeIn } from './point-style.ts';

/** Something that is drawn in a pane: what points and trails have in common on both renderers. */
export abstract class PaneMesh {
  abstract readonly mesh: Mesh<Geometry, Shader>;
  protected readonly uniforms = paneUniforms();

  place(placement: Placement): void {
    placeIn(this.uniforms, placement);
  }

  dress(style: PointStyle): void {
    dressIn(this.uniforms, style);
  }

  destroy(): void {
    const { geometry, shader } = this.mesh;
    this.mesh.destroy();
    geometry.destroy(true);
    shader?.destroy();
  }
}
