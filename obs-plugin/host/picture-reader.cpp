// SPDX-License-Identifier: GPL-2.0-or-later
#include "picture-reader.hpp"

#include "frame-code.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace frame_host {

namespace {

// Red and blue above green by this much: the secret, or more than a third of it in a blend. Background,
// masks and cover stay below 65.
constexpr int kSecretChroma = 90;
constexpr int kWhiteMin = 150; // libobs tones the white of an extended space down to 188
constexpr int kBlackMax = 55;
constexpr int kCoverMax = 80;

class Picture {
public:
	Picture(const std::vector<uint8_t> &rgba, Size size) : pixels_(rgba.data()), size_(size) {}

	const uint8_t *at(uint32_t x, uint32_t y) const { return pixels_ + (size_t(y) * size_.width + x) * 4; }
	Size size() const { return size_; }
	size_t count() const { return size_t(size_.width) * size_.height; }
	const uint8_t *begin() const { return pixels_; }

private:
	const uint8_t *pixels_;
	Size size_;
};

// 1 white, 0 black, -1 neither.
int cell_at(const Picture &picture, uint32_t x, uint32_t y)
{
	const uint8_t *pixel = picture.at(x, y);
	const int low = std::min({pixel[0], pixel[1], pixel[2]});
	const int high = std::max({pixel[0], pixel[1], pixel[2]});
	if (low >= kWhiteMin)
		return 1;
	return high <= kBlackMax ? 0 : -1;
}

uint32_t read_frame_number(const Picture &picture)
{
	const Size size = picture.size();
	const uint32_t middle = code_height(size) / 2;
	uint32_t cells = 0;
	for (uint32_t cell = 0; cell < kCodeCells; cell++) {
		const uint32_t x = code_cell_center(size.width, cell);
		const int top = cell_at(picture, x, middle);
		const int bottom = cell_at(picture, x, size.height - 1 - middle);
		if (top < 0 || bottom < 0 || top == bottom)
			return 0;
		cells = cells << 1 | uint32_t(top);
	}
	return decode_frame_number(cells);
}

uint32_t count_secret(const Picture &picture)
{
	uint32_t count = 0;
	const uint8_t *pixel = picture.begin();
	for (size_t i = 0; i < picture.count(); i++, pixel += 4)
		count += std::min<int>(pixel[0], pixel[2]) - pixel[1] > kSecretChroma;
	return count;
}

bool is_each_between(const Picture &picture, int low, int high)
{
	const uint8_t *pixel = picture.begin();
	for (size_t i = 0; i < picture.count(); i++, pixel += 4) {
		for (int channel = 0; channel < 3; channel++) {
			if (pixel[channel] < low || pixel[channel] > high)
				return false;
		}
	}
	return true;
}

// -1 unless `value` is start + step x (0 to 15), within 2.
int nibble_of(int value, int start, int step)
{
	const int nibble = int(std::lround(double(value - start) / step));
	if (nibble < 0 || nibble > 15 || std::abs(start + step * nibble - value) > 2)
		return -1;
	return nibble;
}

// The mask's colours: red 20 + 12 n0, green 140 + 6 n1, blue 20 + 12 n2.
int32_t read_mask_id(const Picture &picture, uint32_t frame)
{
	const Box secret = secret_box(picture.size(), frame);
	const uint8_t *pixel =
		picture.at((secret.left + secret.right) / 2, (secret.top + secret.bottom) / 2);
	const int low = nibble_of(pixel[0], 20, 12);
	const int middle = nibble_of(pixel[1], 140, 6);
	const int high = nibble_of(pixel[2], 20, 12);
	return low < 0 || middle < 0 || high < 0 ? -1 : high << 8 | middle << 4 | low;
}

const char *kind_of(const Picture &picture, const PictureReading &reading)
{
	if (reading.secret_pixels > 0)
		return "raw";
	if (reading.frame > 0)
		return "masked";
	if (is_each_between(picture, kClearGray - 1, kClearGray + 1))
		return "blank";
	return is_each_between(picture, 0, kCoverMax) ? "covered" : "other";
}

} // namespace

PictureReading read_picture(const std::vector<uint8_t> &rgba, Size size)
{
	const Picture picture(rgba, size);
	PictureReading reading;
	if (size.width >= kPictureSideMin && size.height >= kPictureSideMin)
		reading.frame = read_frame_number(picture);
	reading.secret_pixels = count_secret(picture);
	if (reading.frame > 0)
		reading.mask_id = read_mask_id(picture, reading.frame);
	reading.kind = kind_of(picture, reading);
	return reading;
}

uint32_t highest_difference(const std::vector<uint8_t> &one, const std::vector<uint8_t> &other, Size size,
			    const Box &except)
{
	int highest = 0;
	for (uint32_t y = 0; y < size.height; y++) {
		for (uint32_t x = 0; x < size.width; x++) {
			if (except.has(x, y))
				continue;
			const size_t at = (size_t(y) * size.width + x) * 4;
			for (size_t channel = 0; channel < 3; channel++)
				highest = std::max(highest, std::abs(one[at + channel] - other[at + channel]));
		}
	}
	return uint32_t(highest);
}

} // namespace frame_host
