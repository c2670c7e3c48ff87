// SPDX-License-Identifier: GPL-2.0-or-later
//
// The strict JSON walk; threads as in the header.
#include "json-cursor.hpp"

#include <cctype>
#include <cstring>

namespace playalter {

namespace {

constexpr int kDepthMax = 16;

void append_utf8(std::string &out, uint32_t code)
{
	if (code < 0x80) {
		out += char(code);
	} else if (code < 0x800) {
		out += char(0xc0 | code >> 6);
		out += char(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		out += char(0xe0 | code >> 12);
		out += char(0x80 | (code >> 6 & 0x3f));
		out += char(0x80 | (code & 0x3f));
	} else {
		out += char(0xf0 | code >> 18);
		out += char(0x80 | (code >> 12 & 0x3f));
		out += char(0x80 | (code >> 6 & 0x3f));
		out += char(0x80 | (code & 0x3f));
	}
}

} // namespace

bool JsonCursor::take(char wanted)
{
	skip_space();
	if (at_ >= text_.size() || text_[at_] != wanted)
		return false;
	at_++;
	return true;
}

bool JsonCursor::is_at_end()
{
	skip_space();
	return at_ == text_.size();
}

bool JsonCursor::read_string(std::string &out)
{
	out.clear();
	if (!take('"'))
		return false;
	while (at_ < text_.size()) {
		const char character = text_[at_++];
		if (character == '"')
			return true;
		if (static_cast<unsigned char>(character) < 0x20)
			return false;
		if (character != '\\')
			out += character;
		else if (!read_escape(out))
			return false;
	}
	return false;
}

bool JsonCursor::skip_value(int depth)
{
	if (depth > kDepthMax)
		return false;
	skip_space();
	if (at_ >= text_.size())
		return false;
	std::string ignored;
	switch (text_[at_]) {
	case '"':
		return read_string(ignored);
	case '[':
		return read_array([&] { return skip_value(depth + 1); });
	case '{':
		return read_object([&](const std::string &) { return skip_value(depth + 1); });
	default:
		return skip_word();
	}
}

void JsonCursor::skip_space()
{
	while (at_ < text_.size() && strchr(" \t\r\n", text_[at_]) && text_[at_])
		at_++;
}

bool JsonCursor::skip_word()
{
	const size_t start = at_;
	while (at_ < text_.size() && (isalnum(static_cast<unsigned char>(text_[at_])) ||
				      text_[at_] == '+' || text_[at_] == '-' || text_[at_] == '.'))
		at_++;
	const std::string_view word = text_.substr(start, at_ - start);
	if (word == "true" || word == "false" || word == "null")
		return true;
	return !word.empty() && word.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

bool JsonCursor::read_hex(uint32_t &out)
{
	if (text_.size() - at_ < 4)
		return false;
	out = 0;
	for (int digit = 0; digit < 4; digit++) {
		const char character = text_[at_++];
		const char *found = strchr("0123456789abcdef", character | 0x20);
		const bool is_digit = character >= '0' && character <= '9';
		if (!is_digit && (!isalpha(static_cast<unsigned char>(character)) || !found))
			return false;
		out = out * 16 + (is_digit ? uint32_t(character - '0') : uint32_t((character | 0x20) - 'a' + 10));
	}
	return true;
}

bool JsonCursor::read_escape(std::string &out)
{
	if (at_ >= text_.size())
		return false;
	const char kind = text_[at_++];
	if (kind != 'u') {
		constexpr std::string_view kinds = "\"\\/bfnrt";
		const size_t index = kinds.find(kind);
		if (index == std::string_view::npos)
			return false;
		out += "\"\\/\b\f\n\r\t"[index];
		return true;
	}
	uint32_t code = 0;
	// A NUL would cut the argument short.
	if (!read_hex(code) || code == 0)
		return false;
	if (code >= 0xd800 && code <= 0xdfff) {
		uint32_t low = 0;
		if (code >= 0xdc00 || text_.substr(at_, 2) != "\\u")
			return false;
		at_ += 2;
		if (!read_hex(low) || low < 0xdc00 || low > 0xdfff)
			return false;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	append_utf8(out, code);
	return true;
}

} // namespace playalter
