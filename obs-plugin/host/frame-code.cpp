// SPDX-License-Identifier: GPL-2.0-or-later
#include "frame-code.hpp"

namespace frame_host {

namespace {

// Nibbles weighted differently, so that shifted or swapped cells do not pass.
uint32_t check_bits(uint32_t number)
{
	return ((number & 15) * 3 + (number >> 4 & 15) * 5 + (number >> 8 & 15) * 7 + 9) & 15;
}

} // namespace

uint32_t encode_frame_number(uint32_t number)
{
	return number << 4 | check_bits(number);
}

uint32_t decode_frame_number(uint32_t cells)
{
	const uint32_t number = cells >> 4 & kFrameNumberMax;
	return encode_frame_number(number) == cells ? number : 0;
}

uint32_t next_frame_number(uint32_t number)
{
	return number % kFrameNumberMax + 1;
}

} // namespace frame_host
