// The still background of a clip: a room as behind a streamer, with a window, shelves, pictures and a
// desk. It never moves, so that whatever differs in it after the filter was put there by the filter.
// Edges and grain everywhere: a soft, plain background is what face detectors imagine faces in.

import { createFrame, type RgbFrame } from './raster.ts';
import { type Random, seededRandom } from './seeded-random.ts';

type Color = readonly [number, number, number];

/** In pixels; may reach over the picture's border. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A room of its own for every state of `random`. */
export function drawBackdrop(width: number, height: number, random: Random): RgbFrame {
  const room = new RoomPainter(createFrame(width, height), random);
  room.drawWall();
  // Left to right in a random order, so that no place always holds the same.
  const furniture = [room.drawWindow, room.drawShelf, room.drawPictures, room.drawShelf];
  const offset = Math.floor(random() * furniture.length);
  const slotWidth = width / furniture.length;
  for (let slot = 0; slot < furniture.length; slot++) {
    const draw = furniture[(slot + offset) % furniture.length];
    draw?.call(room, {
      left: slotWidth * (slot + 0.1),
      top: height * (0.06 + random() * 0.08),
      width: slotWidth * 0.8,
      height: height * (0.45 + random() * 0.15),
    });
  }
  room.drawDesk();
  room.addLightAndGrain();
  return room.frame;
}

class RoomPainter {
  readonly frame: RgbFrame;
  readonly #random: Random;
  readonly #wall: Color;
  readonly #wood: Color;

  constructor(frame: RgbFrame, random: Random) {
    this.frame = frame;
    this.#random = random;
    const tone = 95 + random() * 50;
    this.#wall = [tone, tone + (random() - 0.5) * 16, tone + (random() - 0.5) * 30];
    this.#wood = [88 + random() * 20, 66 + random() * 14, 48 + random() * 12];
  }

  /** Boards with joints, and a skirting above the desk. */
  drawWall(): void {
    const { width, height } = this.frame;
    this.#fill({ left: 0, top: 0, width, height }, this.#wall);
    const boardPx = Math.max(6, width / 48);
    for (let left = this.#random() * boardPx; left < width; left += boardPx) {
      this.#fill(
        { left, top: 0, width: Math.max(1, boardPx / 12), height },
        shade(this.#wall, -22),
      );
    }
    const railPx = height * 0.015;
    this.#fill({ left: 0, top: height * 0.7, width, height: railPx }, shade(this.#wall, -38));
  }

  /** Bright panes behind bars, with a blind drawn half way. */
  drawWindow(area: Area): void {
    this.#fill(area, [214, 214, 208]);
    const columns = 2;
    const rows = 3;
    const barPx = area.width * 0.06;
    const paneWidth = (area.width - barPx * (columns + 1)) / columns;
    const paneHeight = (area.height - barPx * (rows + 1)) / rows;
    for (let pane = 0; pane < columns * rows; pane++) {
      const left = area.left + barPx + (pane % columns) * (paneWidth + barPx);
      const top = area.top + barPx + Math.floor(pane / columns) * (paneHeight + barPx);
      this.#fill({ left, top, width: paneWidth, height: paneHeight }, [128, 150, 172]);
    }
    const slatPx = Math.max(2, area.height / 26);
    const drawn = area.height * (0.3 + this.#random() * 0.3);
    for (let top = 0; top < drawn; top += slatPx) {
      const slat = {
        left: area.left,
        top: area.top + top,
        width: area.width,
        height: slatPx * 0.6,
      };
      this.#fill(slat, [188, 180, 164]);
    }
  }

  /** Boards with books of many widths and colours on them. */
  drawShelf(area: Area): void {
    const boards = 4;
    const boardPx = area.height * 0.03;
    this.#fill(area, shade(this.#wood, -30));
    for (let board = 0; board < boards; board++) {
      const bottom = area.top + ((board + 1) * area.height) / boards;
      const room = area.height / boards - boardPx;
      for (let left = area.left + 2; left < area.left + area.width - 4; ) {
        const width = area.width * (0.03 + this.#random() * 0.06);
        const tall = room * (0.6 + this.#random() * 0.38);
        const inside = Math.min(width, area.left + area.width - 2 - left);
        const book = { left, top: bottom - boardPx - tall, width: inside, height: tall };
        const color = this.#bookColor();
        this.#fill(book, color);
        this.#fill({ ...book, width: Math.max(1, inside * 0.18) }, shade(color, -28));
        this.#fill({ ...book, top: book.top + tall * 0.2, height: tall * 0.07 }, shade(color, 45));
        left += width + 1;
      }
      this.#fill({ ...area, top: bottom - boardPx, height: boardPx }, this.#wood);
    }
  }

  /** Framed charts: bars and lines, nobody's portrait. */
  drawPictures(area: Area): void {
    for (let index = 0; index < 2; index++) {
      const height = area.height * 0.44;
      const frame = { ...area, top: area.top + index * area.height * 0.52, height };
      this.#fill(frame, shade(this.#wood, -42));
      const rim = Math.max(2, area.width * 0.05);
      const sheet = {
        left: frame.left + rim,
        top: frame.top + rim,
        width: frame.width - 2 * rim,
        height: height - 2 * rim,
      };
      this.#fill(sheet, [202, 198, 186]);
      const bars = 7;
      for (let bar = 0; bar < bars; bar++) {
        const tall = sheet.height * (0.15 + this.#random() * 0.7);
        const width = sheet.width / bars;
        this.#fill(
          {
            left: sheet.left + bar * width + width * 0.2,
            top: sheet.top + sheet.height - tall,
            width: width * 0.6,
            height: tall,
          },
          this.#bookColor(),
        );
      }
    }
  }

  /** Planks across, each of its own tone. */
  drawDesk(): void {
    const { width, height } = this.frame;
    const top = height * 0.8;
    const plankPx = Math.max(3, height / 45);
    for (let y = top; y < height; y += plankPx) {
      const tone = shade(this.#wood, (this.#random() - 0.5) * 24);
      this.#fill({ left: 0, top: y, width, height: plankPx }, tone);
      this.#fill({ left: 0, top: y, width, height: 1 }, shade(tone, -26));
      const joint = this.#random() * width;
      this.#fill({ left: joint, top: y, width: 2, height: plankPx }, shade(tone, -26));
    }
  }

  /** Light falls in from one side; every pixel gets some grain, that never changes. */
  addLightAndGrain(): void {
    const { width, height, data } = this.frame;
    const grain = seededRandom(Math.floor(this.#random() * 2 ** 31));
    const isFromLeft = this.#random() < 0.5;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const away = isFromLeft ? x / width : 1 - x / width;
        const light = 1.08 - 0.35 * away - 0.12 * (y / height);
        const noise = (grain() - 0.5) * 9;
        const at = (y * width + x) * 3;
        for (let c = 0; c < 3; c++) {
          data[at + c] = Math.max(
            0,
            Math.min(255, Math.round((data[at + c] ?? 0) * light + noise)),
          );
        }
      }
    }
  }

  #bookColor(): Color {
    const tone = 50 + this.#random() * 90;
    const tint = () => tone + (this.#random() - 0.5) * 70;
    return [tint(), tint(), tint()];
  }

  #fill(area: Area, color: Color): void {
    const { width, height, data } = this.frame;
    const right = Math.min(width, Math.round(area.left + area.width));
    const bottom = Math.min(height, Math.round(area.top + area.height));
    for (let y = Math.max(0, Math.round(area.top)); y < bottom; y++) {
      for (let x = Math.max(0, Math.round(area.left)); x < right; x++) {
        const at = (y * width + x) * 3;
        for (let c = 0; c < 3; c++) data[at + c] = Math.max(0, Math.min(255, color[c] ?? 0));
      }
    }
  }
}

function shade([red, green, blue]: Color, by: number): Color {
  return [red + by, green + by, blue + by];
}
