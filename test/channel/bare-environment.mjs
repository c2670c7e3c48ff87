// Loads the addons in worker threads, again and again, and ends these in every way there is. Plain
// JavaScript on the bare addons, so that what is measured is not a TypeScript loader's memory.
//
// Arguments: the folder of the addons, and one for sockets. Prints a JSON line of what is left
// after each round of workers.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const [, , addonFolder, socketFolder] = process.argv;
const require = createRequire(import.meta.url);

function work({ folder, socketPath, ending }) {
  const { ChannelListener } = require(`${folder}/frame_channel.node`);
  const { FilterPeer, layout } = require(`${folder}/filter_peer.node`);
  const got = new Float64Array(12);
  const pixels = new Uint8Array(64);
  let frames = 0;
  const listener = new ChannelListener(
    socketPath,
    { peersMax: 4, helloTimeoutMs: 5000, refusals: {} },
    (kind, peerId) => {
      if (kind !== 2) return;
      if (listener.readFrame(peerId, pixels, got) !== 0) throw new Error('no frame');
      listener.publishMask(peerId, 1, 1, 1, 2, 0, 0, ...noPatches);
      frames++;
      if (frames === 1) finish();
    },
  );
  const noPatches = [
    new Float32Array(0),
    new Uint32Array(0),
    new Uint32Array(0),
    new Uint8Array(0),
  ];
  const peer = new FilterPeer(socketPath, layout.channelBytes, 7);
  peer.send('{}', 2);
  const meta = new Float64Array([1, 1, 0, 0, 640, 480, 4, 4, 0, 1, 1, 33]);
  peer.publishFrame(meta, new Uint8Array(64).fill(7), false);

  function finish() {
    if (ending === 'close') {
      listener.close();
      listener.close();
      peer.close();
    } else if (ending === 'exit') {
      // From inside an event, with the listener open.
      process.exit(0);
    } else {
      // Terminated from outside, in the middle of events that do not end.
      setInterval(() => {
        for (let i = 0; i < 100; i++) peer.ring();
      });
      parentPort.postMessage('ready');
    }
  }
}

function runWorker(ending, index) {
  const data = { folder: addonFolder, socketPath: `${socketFolder}/${index}.sock`, ending };
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: data });
  return new Promise((resolve, reject) => {
    worker.on('message', () => worker.terminate());
    worker.on('error', reject);
    worker.on('exit', resolve);
  });
}

function lines(path) {
  return readFileSync(path, 'utf8').split('\n');
}

/** A thread may end while it is looked at. */
function threadName(id) {
  try {
    return readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
    throw error;
  }
}

function whatIsLeft() {
  const residentKb = lines('/proc/self/status').find((line) => line.startsWith('VmRSS'));
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    channelMappings: lines('/proc/self/maps').filter((line) => line.includes('playalter-channel'))
      .length,
    channelThreads: readdirSync('/proc/self/task').filter(
      (id) => threadName(id) === 'playalter-chan',
    ).length,
    residentMb: Number(residentKb?.replace(/\D/g, '')) / 1024,
  };
}

if (isMainThread) {
  const endings = ['close', 'exit', 'terminate'];
  for (let round = 0; round < 21; round++) {
    await Promise.all([0, 1].map((i) => runWorker(endings[(round + i) % 3], i)));
    globalThis.gc?.();
    console.log(JSON.stringify(whatIsLeft()));
  }
} else {
  work(workerData);
}
