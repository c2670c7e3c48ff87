// The execution providers that can be asked for. Apart from session.ts, so that naming one does not load the runtime.

/** What onnxruntime-node can be built with; which of them work depends on the machine. */
export const providerNames = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;
export type ProviderName = (typeof providerNames)[number];

export interface ProviderRefusal {
  readonly provider: ProviderName;
  readonly reason: string;
}
