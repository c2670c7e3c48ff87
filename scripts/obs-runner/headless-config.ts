// The configuration of one headless run: everything that OBS would ask about is answered.

import { createServer } from 'node:net';
import path from 'node:path';
import {
  type CanvasSize,
  collectionFile,
  mergeIniFile,
  profileFile,
  profileIni,
  writeConfigFile,
} from '../obs-config/profile-files.ts';

export const runName = 'PlayAlter';

export interface HeadlessConfig {
  readonly configFolder: string;
  readonly canvas: CanvasSize;
  readonly collection: object;
  readonly recordingFolder: string;
  readonly port: number;
  /** Undefined: obs-websocket lets everybody in. */
  readonly password: string | undefined;
  /** Draws the scene in OBS's window too, which costs software GL another pass. */
  readonly showsPreview: boolean;
}

export async function writeHeadlessConfig(config: HeadlessConfig): Promise<void> {
  const { configFolder, port, password } = config;
  const application = {
    General: { FirstRun: true, Pre31Migrated: true, EnableAutoUpdates: false },
    Basic: {
      Profile: runName,
      ProfileDir: runName,
      SceneCollection: runName,
      SceneCollectionFile: runName,
    },
    BasicWindow: { PreviewEnabled: config.showsPreview },
    OBSWebSocket: {
      FirstLoad: false,
      ServerEnabled: true,
      ServerPort: port,
      AuthRequired: password !== undefined,
      ServerPassword: password ?? '',
      AlertsEnabled: false,
    },
  };
  // OBS 31 moved the user's part of global.ini into user.ini; each version reads its own.
  await mergeIniFile(path.join(configFolder, 'global.ini'), application, 'overwrite');
  await mergeIniFile(path.join(configFolder, 'user.ini'), application, 'overwrite');
  // From obs-websocket 5.5 (OBS 30.2).
  await writeConfigFile(
    path.join(configFolder, 'plugin_config', 'obs-websocket', 'config.json'),
    JSON.stringify({
      first_load: false,
      server_enabled: true,
      server_port: port,
      auth_required: password !== undefined,
      server_password: password ?? '',
      alerts_enabled: false,
    }),
  );
  await writeConfigFile(
    profileFile(configFolder, runName),
    profileIni({
      name: runName,
      canvas: config.canvas,
      recordingFolder: config.recordingFolder,
    }),
  );
  await writeConfigFile(collectionFile(configFolder, runName), JSON.stringify(config.collection));
}

/** A port that nobody listens on, on any address: obs-websocket listens on all of them. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave no port.'));
      });
    });
  });
}
