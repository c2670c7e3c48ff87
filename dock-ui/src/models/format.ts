// Figures as people read them. Each takes a number and gives a short text; what isn't known is a dash.

export const unknownFigure = '–';

/** 7.25 → "7.3", 12.4 → "12", without a unit. */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return unknownFigure;
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toString();
}

export function formatFps(fps: number | undefined): string {
  return fps === undefined || !Number.isFinite(fps) ? unknownFigure : Math.round(fps).toString();
}

/** 1234 → "1,234", 1234567 → "1.23 M": a dock has no room for more. */
export function formatCount(count: number): string {
  if (count < 1e6) return count.toLocaleString('en-GB');
  return count < 1e9 ? `${(count / 1e6).toFixed(2)} M` : `${(count / 1e9).toFixed(2)} G`;
}

export function formatMb(mb: number): string {
  return mb < 1024 ? `${Math.round(mb)} MB` : `${(mb / 1024).toFixed(1)} GB`;
}

/** 75 → "1:15", 3700 → "1:01:40". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => value.toString().padStart(2, '0');
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor((whole % 3600) / 60),
    whole % 60,
  ];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** How old something is, roughly: "4 s", "3 min", "2 h". */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

/** Of a whole, in percent with one decimal; nothing of nothing is 0. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((part / whole) * 100).toFixed(1)} %`;
}

/** Bits a second: "2.4 Mbit/s". */
export function formatBitrate(kbps: number | undefined): string {
  if (kbps === undefined || !Number.isFinite(kbps)) return unknownFigure;
  return kbps < 1000 ? `${Math.round(kbps)} kbit/s` : `${(kbps / 1000).toFixed(1)} Mbit/s`;
}

/** An execution provider's name as its makers write it. */
export function formatProvider(provider: string): string {
  const names: Readonly<Record<string, string>> = {
    cpu: 'CPU',
    cuda: 'CUDA',
    webgpu: 'WebGPU',
    dml: 'DirectML',
    directml: 'DirectML',
    coreml: 'CoreML',
    openvino: 'OpenVINO',
    tensorrt: 'TensorRT',
  };
  return provider === '' ? unknownFigure : (names[provider.toLowerCase()] ?? provider);
}
