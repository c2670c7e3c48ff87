// SPDX-License-Identifier: GPL-2.0-or-later
//
// The test picture: frame number n along two edges, a detailed background, and a magenta block that
// stands for a face, at a place that moves with n. Pure; any thread.
// The same geometry in TypeScript: test/frame-host/test-picture.ts.
#pragma once

#include <cstdint>
#include <vector>

namespace frame_host {

// Pixels; the far edges are exclusive.
struct Box {
	uint32_t left = 0;
	uint32_t top = 0;
	uint32_t right = 0;
	uint32_t bottom = 0;

	bool has(uint32_t x, uint32_t y) const { return x >= left && x < right && y >= top && y < bottom; }
};

struct Size {
	uint32_t width = 0;
	uint32_t height = 0;

	bool operator==(const Size &other) const { return width == other.width && height == other.height; }
	bool operator!=(const Size &other) const { return !(*this == other); }
};

// Below this there is no room for code and secret.
constexpr uint32_t kPictureSideMin = 16;

enum class AlphaKind {
	opaque,
	straight,      // the background fades; colours as they are
	premultiplied, // the same, colours multiplied in linear light, as libobs loads pictures
};

// Rows that the code takes at each edge.
uint32_t code_height(Size size);
// Where frame `number` has its secret.
Box secret_box(Size size, uint32_t number);
// The secret and the margin that a mask of the test daemon adds around it.
Box patch_box(Size size, uint32_t number);
// The pixel that stands for code cell `cell` of a picture that wide.
uint32_t code_cell_center(uint32_t width, uint32_t cell);

// RGBA, rows without padding, top first.
void paint_test_picture(std::vector<uint8_t> &rgba, Size size, uint32_t number, AlphaKind alpha);

} // namespace frame_host
