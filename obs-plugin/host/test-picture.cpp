// SPDX-License-Identifier: GPL-2.0-or-later
#include "test-picture.hpp"

#include "frame-code.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace frame_host {

namespace {

struct Pixel {
	uint8_t red, green, blue, alpha;
};
static_assert(sizeof(Pixel) == 4, "RGBA");

constexpr Pixel kSecret = {255, 0, 255, 255};
constexpr uint32_t kStepX = 5; // more than a patch's margin: a mask of the neighbour frame leaves some secret
constexpr uint32_t kStepY = 3;

uint32_t margin_of(uint32_t secret_side) { return secret_side >= 8 ? 2 : 1; }

double to_linear(double value) { return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); }

double to_srgb(double value)
{
	return value <= 0.0031308 ? value * 12.92 : 1.055 * std::pow(value, 1.0 / 2.4) - 0.055;
}

// 64 alphas x 256 values is all that ever occurs.
uint8_t premultiplied(uint8_t value, uint8_t alpha)
{
	static const std::vector<uint8_t> table = [] {
		std::vector<uint8_t> result(256 * 256);
		for (int a = 0; a < 256; a++)
			for (int v = 0; v < 256; v++)
				result[size_t(a) * 256 + v] =
					uint8_t(std::lround(255.0 * to_srgb(to_linear(v / 255.0) * a / 255.0)));
		return result;
	}();
	return table[size_t(alpha) * 256 + value];
}

// Between 64 and 191, never near magenta, and different in each frame.
Pixel background_pixel(uint32_t x, uint32_t y, uint32_t number, AlphaKind alpha)
{
	const uint32_t base = 70 + (x * 13 + y * 29 + number * 7 + (x * y >> 3)) % 90;
	Pixel pixel = {uint8_t(base + (x >> 2) % 24), uint8_t(base + (y >> 1) % 24),
		       uint8_t(base + ((x + y) >> 3) % 24), 255};
	if (alpha == AlphaKind::opaque)
		return pixel;
	pixel.alpha = uint8_t((x * 3 + y * 5) % 256);
	if (alpha == AlphaKind::premultiplied) {
		pixel.red = premultiplied(pixel.red, pixel.alpha);
		pixel.green = premultiplied(pixel.green, pixel.alpha);
		pixel.blue = premultiplied(pixel.blue, pixel.alpha);
	}
	return pixel;
}

void paint_code(Pixel *pixels, Size size, uint32_t number)
{
	const uint32_t cells = encode_frame_number(number);
	const uint32_t rows = code_height(size);
	for (uint32_t x = 0; x < size.width; x++) {
		const uint32_t cell = uint32_t(uint64_t(x) * kCodeCells / size.width);
		const bool is_set = cells >> (kCodeCells - 1 - cell) & 1;
		const Pixel top = is_set ? Pixel{255, 255, 255, 255} : Pixel{0, 0, 0, 255};
		const Pixel bottom = is_set ? Pixel{0, 0, 0, 255} : Pixel{255, 255, 255, 255};
		pixels[x] = top;
		pixels[size_t(size.height - 1) * size.width + x] = bottom;
	}
	Pixel *last_row = pixels + size_t(size.height - 1) * size.width;
	for (uint32_t row = 1; row < rows; row++) {
		memcpy(pixels + size_t(row) * size.width, pixels, size_t(size.width) * sizeof(Pixel));
		memcpy(last_row - size_t(row) * size.width, last_row, size_t(size.width) * sizeof(Pixel));
	}
}

} // namespace

uint32_t code_height(Size size) { return std::max(2u, size.height / 8); }

Box secret_box(Size size, uint32_t number)
{
	const uint32_t bar = code_height(size);
	const uint32_t middle = size.height - 2 * bar;
	const uint32_t side = std::max(2u, std::min(size.width, middle) / 4);
	const uint32_t margin = margin_of(side);
	const uint32_t left = margin + number * kStepX % (size.width - side - 2 * margin + 1);
	const uint32_t top = bar + margin + number * kStepY % (middle - side - 2 * margin + 1);
	return {left, top, left + side, top + side};
}

Box patch_box(Size size, uint32_t number)
{
	const Box secret = secret_box(size, number);
	const uint32_t margin = margin_of(secret.right - secret.left);
	return {secret.left - margin, secret.top - margin, secret.right + margin, secret.bottom + margin};
}

uint32_t code_cell_center(uint32_t width, uint32_t cell)
{
	const uint32_t from = (cell * width + kCodeCells - 1) / kCodeCells;
	const uint32_t to = ((cell + 1) * width + kCodeCells - 1) / kCodeCells;
	return (from + to - 1) / 2;
}

void paint_test_picture(std::vector<uint8_t> &rgba, Size size, uint32_t number, AlphaKind alpha)
{
	rgba.resize(size_t(size.width) * size.height * sizeof(Pixel));
	auto *pixels = reinterpret_cast<Pixel *>(rgba.data());
	const uint32_t bar = code_height(size);
	for (uint32_t y = bar; y < size.height - bar; y++) {
		Pixel *row = pixels + size_t(y) * size.width;
		for (uint32_t x = 0; x < size.width; x++)
			row[x] = background_pixel(x, y, number, alpha);
	}
	const Box secret = secret_box(size, number);
	for (uint32_t y = secret.top; y < secret.bottom; y++) {
		Pixel *row = pixels + size_t(y) * size.width;
		std::fill(row + secret.left, row + secret.right, kSecret);
	}
	paint_code(pixels, size, number);
}

} // namespace frame_host
