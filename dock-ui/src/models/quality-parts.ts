// "720p60" → its height and frames a second, as text.

export function qualityParts(quality: string): { height: string; fps: string } {
  const [height = '', fps = ''] = quality.split('p');
  return { height, fps };
}
