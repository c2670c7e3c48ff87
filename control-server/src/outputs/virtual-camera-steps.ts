// What is left to do in the program that is to show OBS's virtual camera.

import type { OutputsState } from '../../../protocol/outputs.ts';

const camera = '"OBS Virtual Camera"';

export const virtualCameraSteps: OutputsState['virtual_camera_steps'] = [
  {
    program: 'Discord',
    steps: [
      'Start the virtual camera here first: Discord lists only cameras that run.',
      `Open User Settings, Voice & Video, and choose ${camera} under Camera.`,
      'Look at "Test Video": your face must be masked there.',
      'Turn the camera on in the call.',
    ],
  },
  {
    program: 'Zoom',
    steps: [
      'Start the virtual camera here first.',
      `Open Settings, Video, and choose ${camera} under Camera; switch "Mirror my video" off if text is to be read.`,
      'Switch on "Stop my video when joining", and look at the picture before you show it.',
    ],
  },
  {
    program: 'Google Meet',
    steps: [
      'Start the virtual camera here first, then open or reload the page of the meeting.',
      `Choose ${camera} in the camera's list, before joining or under Settings, Video.`,
      'Choose no effects of Meet that replace the camera.',
    ],
  },
];
