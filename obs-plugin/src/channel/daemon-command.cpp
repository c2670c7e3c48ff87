// SPDX-License-Identifier: GPL-2.0-or-later
//
// The two keys of daemon.json that count. Any thread but the graphics one.
#include "daemon-command.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "file-descriptor.hpp"
#include "json-cursor.hpp"

namespace playalter {

namespace {

constexpr size_t kFileBytesMax = 64 * 1024;

ChannelError not_installed(const std::string &where, const std::string &why)
{
	return {"daemon_not_installed", "The PlayAlter daemon is not installed: " + where + " " + why +
						". Install it again with the PlayAlter installer."};
}

bool read_file(int fd, std::string &out)
{
	char block[4096];
	ssize_t count = 0;
	while (out.size() <= kFileBytesMax) {
		count = read(fd, block, sizeof(block));
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			break;
		out.append(block, size_t(count));
	}
	return count >= 0;
}

bool is_variable_name(const std::string &name)
{
	return !name.empty() && name.find('=') == std::string::npos;
}

} // namespace

DaemonCommand parse_daemon_command(std::string_view json, const std::string &where, ChannelError &error)
{
	DaemonCommand result;
	JsonCursor cursor(json);
	std::string value;
	const auto read_argument = [&] {
		if (!cursor.read_string(value))
			return false;
		result.command.push_back(value);
		return true;
	};
	const auto read_variable = [&](const std::string &name) {
		if (!cursor.read_string(value) || !is_variable_name(name))
			return false;
		result.environment.emplace_back(name, value);
		return true;
	};
	const bool is_read = cursor.read_object([&](const std::string &key) {
		if (key == "command" && result.command.empty())
			return cursor.read_array(read_argument);
		if (key == "environment" && result.environment.empty())
			return cursor.read_object(read_variable);
		return cursor.skip_value();
	});

	if (!is_read || !cursor.is_at_end()) {
		error = not_installed(where, "is not valid JSON of the expected form");
		return {};
	}
	if (result.command.empty() || result.command[0].empty() || result.command[0][0] != '/') {
		error = not_installed(where, "does not name a program by its full path");
		return {};
	}
	return result;
}

DaemonCommand read_daemon_command(const std::string &path, ChannelError &error)
{
	const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
	std::string text;
	if (!file.is_open() || !read_file(file.get(), text)) {
		error = not_installed(path, std::string("cannot be read (") + strerror(errno) + ")");
		return {};
	}
	if (text.size() > kFileBytesMax) {
		error = not_installed(path, "is too long");
		return {};
	}
	return parse_daemon_command(text, path, error);
}

} // namespace playalter
