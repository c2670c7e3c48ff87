// Stands in for the process that tries a provider: the model folder it is given says how it behaves.

const measured = { type: 'measured', cpuMs: 10, providerMs: 2, worstError: 0.001 };
const behaviours = {
  good: () => process.send(measured),
  slower: () => process.send({ ...measured, providerMs: 30 }),
  wrong: () => process.send({ ...measured, worstError: 0.4 }),
  no_numbers: () => process.send({ ...measured, worstError: null }),
  unavailable: () => process.send({ type: 'failed', reason: 'no adapter\nat somewhere' }),
  babbling: () => process.send({ type: 'something' }),
  hung: () => setInterval(() => undefined, 1000),
  ended: () => process.exit(3),
  crashed: () => process.kill(process.pid, 'SIGSEGV'),
};

process.once('message', ({ modelFolder }) => behaviours[modelFolder]());
