import type { MethodText } from './method-text.ts';

export const sinkhornGeodesic: MethodText = {
  formula: String.raw`d_S^2 = \inf_{\mu_t} \int_0^1 g_{\mu_t}(\dot\mu_t, \dot\mu_t)\,dt, \qquad g_\mu(\dot\mu, \dot\mu) = \frac{\varepsilon}{2}\left\langle \dot\mu,\, (I - K_\mu^2)^{-1} H_\mu\,\dot\mu\right\rangle`,
  says: 'The shortest path between two laws in the metric that the Sinkhorn divergence induces.',
};
