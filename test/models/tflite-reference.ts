// TensorFlow Lite itself, as its authors compiled it to WebAssembly for browsers: single files of their package, which is
// not installed.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { ModelError } from '../../models/model-error.ts';
import { extractPackageFile } from '../../models/package-file.ts';

const source = {
  package: '@tensorflow/tfjs-tflite',
  version: '0.0.1-alpha.10',
  integrity:
    'sha512-/qmqsRBTg+XCWgNomJ/gdZIKFMpGiTEAwMhqk/7cOZEp/fTV69GuknOoSQjloYGWasQIDIriQO3bpi6T4PTEnA==',
} as const;

interface Vector<T> {
  size(): number;
  get(index: number): T;
}

interface TensorInfo {
  readonly name: string;
  data(): Float32Array;
}

interface Runner {
  GetInputs(): Vector<TensorInfo>;
  GetOutputs(): Vector<TensorInfo>;
  Infer(): boolean;
}

interface TfliteModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  readonly TFLiteWebModelRunner: {
    CreateFromBufferAndOptions(
      at: number,
      bytes: number,
      options: Readonly<Record<string, number | boolean>>,
    ): { ok(): boolean; errorMessage(): string; value(): Runner };
  };
}

export interface TfliteReference {
  /** By the outputs' names. */
  run(input: Float32Array): Map<string, Float32Array>;
}

/** Undefined where neither the cache nor the registry has it; printed. */
export async function openTfliteReference(
  model: Uint8Array,
): Promise<TfliteReference | { readonly skipReason: string }> {
  try {
    const script = await extractPackageFile({ ...source, file: 'wasm/tflite_web_api_cc.js' });
    const binary = await extractPackageFile({ ...source, file: 'wasm/tflite_web_api_cc.wasm' });
    const runtime = await loadModule(script.path, binary.bytes);
    return referenceOf(runtime, model);
  } catch (error) {
    if (!(error instanceof ModelError && error.code === 'package_unreachable')) throw error;
    process.stderr.write(`SKIPPED, as TensorFlow Lite can't be fetched: ${error.message}\n`);
    return { skipReason: error.message };
  }
}

/** The script is CommonJS, under a folder whose package.json says otherwise. */
async function loadModule(file: string, wasmBinary: Uint8Array): Promise<TfliteModule> {
  const exported = { exports: {} };
  const names = ['module', 'exports', 'require', '__dirname', '__filename'];
  const load = compileFunction(readFileSync(file, 'utf8'), names, { filename: file });
  load(exported, exported.exports, createRequire(import.meta.url), path.dirname(file), file);
  const factory = exported.exports as (options: object) => Promise<TfliteModule>;
  // Its greeting goes to the console otherwise.
  return await factory({ wasmBinary, print: () => undefined, printErr: () => undefined });
}

function referenceOf(runtime: TfliteModule, model: Uint8Array): TfliteReference {
  const at = runtime._malloc(model.length);
  runtime.HEAPU8.set(model, at);
  const opened = runtime.TFLiteWebModelRunner.CreateFromBufferAndOptions(at, model.length, {
    numThreads: 1,
    enableProfiling: false,
    maxProfilingBufferEntries: 0,
    enableWebNNDelegate: false,
    webNNDeviceType: 0,
  });
  if (!opened.ok()) throw new Error(opened.errorMessage());
  const runner = opened.value();
  return {
    run(input) {
      runner.GetInputs().get(0).data().set(input);
      if (!runner.Infer()) throw new Error('TensorFlow Lite could not run the model');
      const outputs = runner.GetOutputs();
      return new Map(
        Array.from({ length: outputs.size() }, (_, index) => {
          const { name } = outputs.get(index);
          return [name, outputs.get(index).data().slice()];
        }),
      );
    },
  };
}
