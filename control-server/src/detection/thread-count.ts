/**
 * Threads of an inference on the CPU. One: these networks are small, and two that meet after each of a hundred steps, without
 * burning a core while they wait, take longer than one alone (`npm run bench:batches`), and twice the CPU.
 */
export const defaultThreads = 1;
