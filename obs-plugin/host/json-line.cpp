// SPDX-License-Identifier: GPL-2.0-or-later
#include "json-line.hpp"

#include <cstdio>
#include <mutex>

namespace frame_host {

namespace {

std::mutex stdout_mutex;

std::string quoted(const char *text)
{
	std::string result = "\"";
	for (const char *at = text; *at; at++) {
		const auto byte = static_cast<unsigned char>(*at);
		if (byte == '"' || byte == '\\') {
			result += '\\';
			result += *at;
		} else if (byte < 0x20) {
			char escaped[8];
			snprintf(escaped, sizeof(escaped), "\\u%04x", byte);
			result += escaped;
		} else {
			result += *at;
		}
	}
	return result + "\"";
}

} // namespace

JsonLine &JsonLine::add_raw(const char *key, const std::string &json)
{
	if (text_.size() > 1)
		text_ += ',';
	text_ += quoted(key) + ":" + json;
	return *this;
}

JsonLine &JsonLine::add(const char *key, const char *text) { return add_raw(key, quoted(text)); }

JsonLine &JsonLine::add(const char *key, int64_t number) { return add_raw(key, std::to_string(number)); }

JsonLine &JsonLine::add(const char *key, double number)
{
	char text[64];
	snprintf(text, sizeof(text), "%.3f", number);
	return add_raw(key, text);
}

JsonLine &JsonLine::add_bool(const char *key, bool value) { return add_raw(key, value ? "true" : "false"); }

void JsonLine::print() const
{
	const std::lock_guard<std::mutex> lock(stdout_mutex);
	fprintf(stdout, "%s}\n", text_.c_str());
	fflush(stdout);
}

} // namespace frame_host
