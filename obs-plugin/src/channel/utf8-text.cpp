// SPDX-License-Identifier: GPL-2.0-or-later
//
// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
#include "utf8-text.hpp"

#include <cstdint>

namespace playalter {

namespace {

bool is_continuation(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

// Length of the character at the start of `text`, or 0 if there is none.
size_t character_bytes(std::string_view text)
{
	const auto first = static_cast<unsigned char>(text[0]);
	if (first < 0x80)
		return 1;
	const size_t length = first >= 0xc2 && first <= 0xdf   ? 2
			      : first >= 0xe0 && first <= 0xef ? 3
			      : first >= 0xf0 && first <= 0xf4 ? 4
							       : 0;
	if (length == 0 || text.size() < length)
		return 0;
	for (size_t index = 1; index < length; index++) {
		if (!is_continuation(static_cast<unsigned char>(text[index])))
			return 0;
	}
	const auto second = static_cast<unsigned char>(text[1]);
	const bool is_overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
	const bool is_surrogate = first == 0xed && second >= 0xa0;
	const bool is_too_high = first == 0xf4 && second >= 0x90;
	return is_overlong || is_surrogate || is_too_high ? 0 : length;
}

} // namespace

std::string clean_text(std::string_view text, size_t bytes_max)
{
	std::string clean;
	while (!text.empty()) {
		const size_t length = character_bytes(text);
		const size_t taken = length == 0 ? 1 : length;
		if (clean.size() + taken > bytes_max)
			break;
		const auto first = static_cast<unsigned char>(text[0]);
		if (length == 0)
			clean += '?';
		else if (first < 0x20 || first == 0x7f)
			clean += ' ';
		else
			clean += text.substr(0, length);
		text.remove_prefix(taken);
	}
	return clean;
}

} // namespace playalter
