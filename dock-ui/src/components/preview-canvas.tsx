// Draws the newest picture of a kind whenever one comes, once per drawn frame of the browser at most.

import { useEffect, useRef } from 'preact/hooks';
import type { PreviewPicture } from '../../../protocol/preview-frame.ts';
import { useApp } from './app-context.ts';

interface PreviewCanvasProps {
  readonly picture: PreviewPicture;
  readonly label: string;
  readonly class?: string;
  readonly onSize?: (widthPx: number, heightPx: number) => void;
}

export function PreviewCanvas({ picture, label, class: className, onSize }: PreviewCanvasProps) {
  const { preview } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let asked = 0;
    const draw = () => {
      asked = 0;
      const element = canvas.current;
      const context = element?.getContext('2d');
      if (!element || !context) return;
      const frame = preview.latest(picture);
      if (!frame) {
        context.clearRect(0, 0, element.width, element.height);
        return;
      }
      const { widthPx, heightPx, rgba } = frame;
      if (element.width !== widthPx || element.height !== heightPx) {
        element.width = widthPx;
        element.height = heightPx;
        onSize?.(widthPx, heightPx);
      }
      context.putImageData(new ImageData(rgba, widthPx, heightPx), 0, 0);
    };
    const stop = preview.arrived.subscribe(() => {
      if (asked === 0) asked = requestAnimationFrame(draw);
    });
    return () => {
      stop();
      cancelAnimationFrame(asked);
    };
  }, [preview, picture, onSize]);
  return (
    <canvas ref={canvas} class={className} width={320} height={180} role="img" aria-label={label} />
  );
}
