import type { MethodText } from './method-text.ts';

export const mongeAmpere: MethodText = {
  formula: String.raw`\partial_t\varphi_t^* = g - f(\nabla\varphi_t^*) + \log\det\nabla^2\varphi_t^*, \qquad X_t = \nabla\varphi_t^*(Y)`,
  says: 'The parabolic Monge-Ampère equation moves a map. It goes to the Brenier map from noise of law e⁻ᵍ to samples of e⁻ᶠ.',
};
