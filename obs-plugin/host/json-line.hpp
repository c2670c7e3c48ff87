// SPDX-License-Identifier: GPL-2.0-or-later
//
// One flat JSON object, written to stdout as one line. Any thread; lines never mix.
#pragma once

#include <cstdint>
#include <string>

namespace frame_host {

class JsonLine {
public:
	explicit JsonLine(const char *type) { add("type", type); }

	JsonLine &add(const char *key, const char *text);
	JsonLine &add(const char *key, const std::string &text) { return add(key, text.c_str()); }
	JsonLine &add(const char *key, int64_t number);
	JsonLine &add(const char *key, double number);
	JsonLine &add_bool(const char *key, bool value);
	JsonLine &add_null(const char *key) { return add_raw(key, "null"); }
	// `json` as it is.
	JsonLine &add_raw(const char *key, const std::string &json);

	void print() const;

private:
	std::string text_ = "{";
};

} // namespace frame_host
