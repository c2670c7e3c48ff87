// SPDX-License-Identifier: GPL-2.0-or-later
#include "preset-name.hpp"

#include "channel/utf8-text.hpp"
#include "protocol/generated/names.gen.h"
#include "request-failure.hpp"

#include <cstdint>

namespace playalter {

namespace {

constexpr size_t kShownBytesMax = 64;

// White_Space and U+FEFF, as ECMAScript's \s has them.
bool is_space(uint32_t code)
{
	return code == 0x20 || (code >= 0x09 && code <= 0x0d) || code == 0xa0 || code == 0x1680 ||
	       (code >= 0x2000 && code <= 0x200a) || code == 0x2028 || code == 0x2029 || code == 0x202f ||
	       code == 0x205f || code == 0x3000 || code == 0xfeff;
}

bool is_control(uint32_t code) { return code < 0x20 || (code >= 0x7f && code <= 0x9f); }

// Of text that is known to be UTF-8; moves `at` on.
uint32_t next_code(const std::string &text, size_t &at)
{
	const auto byte = [&](size_t index) { return uint32_t(static_cast<unsigned char>(text[index])); };
	const uint32_t first = byte(at);
	const size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
	uint32_t code = more == 0 ? first : first & (0x3fu >> more);
	for (size_t index = 1; index <= more; index++)
		code = code << 6 | (byte(at + index) & 0x3f);
	at += more + 1;
	return code;
}

bool is_good(const std::string &name)
{
	const size_t bytes_max = size_t(names::limit_preset_name_bytes_max);
	if (name.empty() || name.size() > bytes_max || clean_text(name, bytes_max) != name)
		return false;
	bool is_last_space = false;
	for (size_t at = 0; at < name.size();) {
		const bool is_first = at == 0;
		const uint32_t code = next_code(name, at);
		is_last_space = is_space(code);
		if (is_control(code) || (is_first && is_last_space))
			return false;
	}
	return !is_last_space;
}

} // namespace

void check_preset_name(const std::string &name)
{
	if (!is_good(name))
		throw RequestFailure(RequestError::preset_name_invalid,
				     "A preset's name has 1 to " + std::to_string(names::limit_preset_name_bytes_max) +
					     " bytes, no control characters, and no space at either end.");
}

std::string cut_preset_name(const std::string &name, size_t bytes_max)
{
	std::string cut = clean_text(name, bytes_max);
	size_t end = 0;
	for (size_t at = 0; at < cut.size();) {
		if (!is_space(next_code(cut, at)))
			end = at;
	}
	cut.resize(end);
	return cut;
}

std::string shown_name(const std::string &name) { return clean_text(name, kShownBytesMax); }

} // namespace playalter
