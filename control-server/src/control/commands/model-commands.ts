// The detection models as commands.

import { modelCommands as schemas } from '../../../../protocol/models.ts';
import type { ModelChooser } from '../../state/model-chooser.ts';
import { type Command, defineCommand } from '../command.ts';

export function modelCommands(models: ModelChooser): Command[] {
  return [
    defineCommand({
      name: 'ListModels',
      description: 'The detection models that there are, and the one in use.',
      isReadOnly: true,
      ...schemas.ListModels,
      handler: () => models.list(),
    }),
    defineCommand({
      name: 'UseModel',
      description:
        'Looks at every frame with another detection model, now and after the next start; answers when it does.',
      isReadOnly: false,
      ...schemas.UseModel,
      handler: (_context, { name }) => models.use(name),
    }),
  ];
}
