// What is left to do in the program that is to show the virtual camera.

import type { OutputsState } from '../../../protocol/outputs.ts';
import { t } from '../strings/strings.ts';

export function VirtualCameraSteps({
  programs,
}: {
  programs: OutputsState['virtual_camera_steps'];
}) {
  if (programs.length === 0) return null;
  return (
    <details class="notes">
      <summary>{t.outputs.steps}</summary>
      <div class="stack">
        {programs.map(({ program, steps }) => (
          <section key={program} class="stack stack-tight">
            <h3>{t.outputs.stepsFor(program)}</h3>
            <ol class="steps small">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </section>
        ))}
      </div>
    </details>
  );
}
