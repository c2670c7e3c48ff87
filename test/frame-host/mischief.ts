// Plays the deeds of a timeline as a daemon would: true masks in time, late, twice, in any order or never,
// and between them records that no filter may draw. Knows which mask may be seen on which frame.

import type { Behaviour, FakeDaemon, SeenFrame } from './fake-daemon.ts';
import type { Deed, Lie } from './random-timeline.ts';
import { type RawMask, RawMasks, truthfulMask } from './raw-masks.ts';
import { frameNumberAfter, maskIdCount } from './test-picture.ts';

/** Live mode's true masks are guesses for so many frames to come. */
const guessedFrames = 6;
/** Lies in live mode are about a frame that is yet to be due. */
const lieAhead = 2;
/** A frame whose secret lies elsewhere. */
const otherFrameAhead = 100;
const formerFramesMax = 60;

const honestDeed: Deed = { truth: { kind: 'in_time' } };

export interface MischiefOptions {
  hostPid: number;
  daemon: FakeDaemon;
  /** False where a source may show a frame for longer than a tick: then there is nothing to guess by. */
  isNextNumberSure: boolean;
}

export class Mischief {
  deeds: readonly Deed[] = [honestDeed];
  /** What was done, by name. */
  readonly counts = new Map<string, number>();
  readonly behaviour: Behaviour = (frame, daemon) => this.#play(frame, daemon);
  readonly #raw: RawMasks;
  readonly #isNextNumberSure: boolean;
  readonly #numbers = new Map<number, Set<number>>();
  readonly #former: { frame: SeenFrame; connection: number }[] = [];
  #held: SeenFrame[] = [];
  #turn = 0;
  #connection = 0;
  #daemon: FakeDaemon | undefined;
  #peerId = -1;

  constructor({ hostPid, daemon, isNextNumberSure }: MischiefOptions) {
    this.#raw = new RawMasks(hostPid, daemon.layout);
    this.#isNextNumberSure = isNextNumberSure;
  }

  /** Frames on which a mask of that colour is in its place. */
  numbersOf(maskId: number): readonly number[] {
    return [...(this.#numbers.get(maskId) ?? [])];
  }

  close(): void {
    this.#raw.close();
  }

  #play(frame: SeenFrame, daemon: FakeDaemon): void {
    if (daemon !== this.#daemon || frame.peerId !== this.#peerId) {
      this.#daemon = daemon;
      this.#peerId = frame.peerId;
      this.#connection++;
      this.#held = [];
      this.#raw.reopen();
    }
    this.#claimFormer(frame);
    const { truth, lie, isLieLast } = this.deeds[this.#turn++ % this.deeds.length] ?? honestDeed;
    if (lie !== undefined && !isLieLast) this.#lie(lie, frame);
    this.#count(truth.kind);
    switch (truth.kind) {
      case 'in_time':
        this.#publish(frame, daemon);
        break;
      case 'late':
        this.#publish(frame, daemon, { delayMs: truth.delayMs });
        break;
      case 'twice':
        this.#publish(frame, daemon);
        this.#publish(frame, daemon, { delayMs: truth.delayMs });
        break;
      case 'held':
        this.#held.push(frame);
        if (this.#held.length >= truth.frames)
          for (const back of this.#held.splice(0).reverse()) this.#publish(back, daemon);
        break;
      case 'cover':
        this.#publish(frame, daemon, { isCover: true });
        break;
      case 'never':
        break;
      default:
        truth satisfies never;
    }
    if (lie !== undefined && isLieLast) this.#lie(lie, frame);
  }

  /**
   * With the first frame of an epoch or a connection, masks for all those seen before it: as if they were of
   * this epoch, and this daemon had seen them.
   */
  #claimFormer(frame: SeenFrame): void {
    const last = this.#former.at(-1);
    if (last && (last.connection !== this.#connection || last.frame.epoch !== frame.epoch)) {
      for (const { frame: back } of this.#former)
        this.#raw.write(back.id, misplacedMask(frame, back.id));
      this.#count('former');
    }
    this.#former.push({ frame, connection: this.#connection });
    if (this.#former.length > formerFramesMax) this.#former.shift();
  }

  #publish(
    frame: SeenFrame,
    daemon: FakeDaemon,
    { delayMs = 0, isCover = false }: { delayMs?: number; isCover?: boolean } = {},
  ): void {
    const isGuessing = frame.mode === 'live' && this.#isNextNumberSure;
    const first = isGuessing ? 1 : 0;
    for (let ahead = first; ahead <= (isGuessing ? guessedFrames : 0); ahead++) {
      const frameId = frame.id + ahead;
      const number = frameNumberAfter(frame.number, ahead);
      this.#numbersFor(frameId).add(number);
      const mask = { frameId, number, isExtrapolated: isGuessing, isCover };
      if (delayMs === 0) daemon.publish(frame, mask);
      else daemon.publishLater(delayMs, frame, mask);
    }
  }

  #lie(lie: Lie, frame: SeenFrame): void {
    const isLive = frame.mode === 'live';
    const targetId = frame.id + (isLive ? lieAhead : 0);
    const mask = misplacedMask(frame, targetId);
    switch (lie.kind) {
      case 'epoch':
        mask.epoch += lie.offset;
        break;
      case 'round':
        mask.frameId = Math.max(0, targetId + lie.offset * 128);
        break;
      case 'neighbour':
        mask.frameId = Math.max(0, targetId + lie.offset);
        break;
      case 'torn':
        mask.sequence = 1;
        break;
      case 'guess':
        // What this mode does not take: a guess, or what claims to be none.
        mask.flags = isLive ? 0 : 1;
        break;
      case 'based_on':
        // A guess may rest on any earlier frame.
        mask.basedOnId = Math.max(0, frame.id + (isLive ? Math.abs(lie.offset) + 500 : lie.offset));
        break;
      case 'broken':
        Object.assign(mask, lie.fields);
        break;
      default:
        lie satisfies never;
    }
    this.#count(lie.kind);
    this.#raw.write(targetId, mask);
  }

  #numbersFor(frameId: number): Set<number> {
    const maskId = frameId % maskIdCount;
    const numbers = this.#numbers.get(maskId) ?? new Set<number>();
    this.#numbers.set(maskId, numbers);
    return numbers;
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

/** Hides the place where another frame's secret is, in a colour of no frame nearby; sound otherwise. */
function misplacedMask(frame: SeenFrame, frameId: number): RawMask {
  return {
    ...truthfulMask({ ...frame, number: frameNumberAfter(frame.number, otherFrameAhead) }),
    frameId,
    basedOnId: frame.id,
    flags: frame.mode === 'live' ? 1 : 0,
    colorId: (frameId + maskIdCount / 2) % maskIdCount,
  };
}
