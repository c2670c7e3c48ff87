// SPDX-License-Identifier: GPL-2.0-or-later
//
// Finding and checking the runtime folder; threads as in the header.
#include "runtime-folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "protocol/generated/names.gen.h"

namespace playalter {

namespace {

constexpr mode_t kOthers = 077;

ChannelError unwritable(const std::string &path, const char *why)
{
	return {"runtime_folder_unwritable",
		"The folder " + path + " for the connection to the PlayAlter daemon cannot be used (" + why + ")."};
}

ChannelError unsafe(const std::string &path, const char *why)
{
	return {"runtime_folder_unsafe",
		"The folder " + path + " is not safe for the connection to the PlayAlter daemon: " + why + "."};
}

} // namespace

std::string runtime_folder_path()
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	if (base && base[0] == '/') {
		std::string path = base;
		while (path.size() > 1 && path.back() == '/')
			path.pop_back();
		return path + "/" + names::runtime_folder_name;
	}
	return std::string("/tmp/") + names::runtime_folder_name + "-" + std::to_string(geteuid());
}

bool prepare_runtime_folder(const std::string &path, ChannelError &error)
{
	const std::string socket_path = path + "/" + names::socket_name;
	if (socket_path.size() >= sizeof(sockaddr_un::sun_path)) {
		error = unwritable(path, "its path is too long for a socket");
		return false;
	}
	if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
		error = unwritable(path, strerror(errno));
		return false;
	}

	// lstat, so that a link planted by somebody else is seen as what it is.
	struct stat info = {};
	if (lstat(path.c_str(), &info) != 0) {
		error = unwritable(path, strerror(errno));
		return false;
	}
	if (!S_ISDIR(info.st_mode)) {
		error = unsafe(path, "it is not a folder");
		return false;
	}
	if (info.st_uid != geteuid()) {
		error = unsafe(path, "it belongs to another user");
		return false;
	}
	if (info.st_mode & kOthers) {
		error = unsafe(path, "other users can enter it");
		return false;
	}
	if (access(path.c_str(), W_OK | X_OK) != 0) {
		error = unwritable(path, strerror(errno));
		return false;
	}
	return true;
}

std::string resolve_runtime_folder(ChannelError &error)
{
	std::string path = runtime_folder_path();
	if (!prepare_runtime_folder(path, error))
		return {};
	return path;
}

} // namespace playalter
