// SPDX-License-Identifier: GPL-2.0-or-later
//
// The frame number in a test picture: sixteen black or white cells over the full width, along the top
// edge and, inverted, along the bottom, so that no even picture reads as a number. Pure.
// The same in TypeScript: test/frame-host/test-picture.ts.
#pragma once

#include <cstdint>

namespace frame_host {

constexpr uint32_t kCodeCells = 16;
// Twelve bits; numbers go round from the last to 1, 0 is none.
constexpr uint32_t kFrameNumberMax = 4095;

// Most significant cell first: twelve bits of the number, four check bits.
uint32_t encode_frame_number(uint32_t number);
// 0 where the cells are no code.
uint32_t decode_frame_number(uint32_t cells);

uint32_t next_frame_number(uint32_t number);

} // namespace frame_host
