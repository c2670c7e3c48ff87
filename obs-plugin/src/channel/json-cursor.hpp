// SPDX-License-Identifier: GPL-2.0-or-later
//
// A strict walk over JSON text (RFC 8259) that keeps nothing: for the one small file whose arrays of
// strings obs_data would drop. Bounded depth; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace playalter {

// Each method reads one thing at the cursor, past white space, and is false when it isn't there. After
// a false the cursor stands anywhere: give up. Numbers are taken loosely, as they are only skipped.
class JsonCursor {
public:
	// `text` is borrowed.
	explicit JsonCursor(std::string_view text) : text_(text) {}

	bool take(char wanted);
	bool is_at_end();
	// `out` becomes UTF-8 without escapes and without NUL.
	bool read_string(std::string &out);
	bool skip_value(int depth = 0);

	// Calls `item` at each value of an array; it reads the value, or returns false to give up.
	template <typename Item> bool read_array(Item item)
	{
		if (!take('['))
			return false;
		if (take(']'))
			return true;
		do {
			if (!item())
				return false;
		} while (take(','));
		return take(']');
	}

	// Calls `member` with each key, the cursor at its value.
	template <typename Member> bool read_object(Member member)
	{
		if (!take('{'))
			return false;
		if (take('}'))
			return true;
		std::string key;
		do {
			if (!read_string(key) || !take(':') || !member(key))
				return false;
		} while (take(','));
		return take('}');
	}

private:
	void skip_space();
	bool skip_word();
	bool read_hex(uint32_t &out);
	bool read_escape(std::string &out);

	std::string_view text_;
	size_t at_ = 0;
};

} // namespace playalter
