// SPDX-License-Identifier: GPL-2.0-or-later
//
// The address of a named Unix socket. Any thread.
#pragma once

#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>

namespace playalter {

// False when the path does not fit or could not name a file.
inline bool socket_address(const std::string &path, sockaddr_un &address)
{
	memset(&address, 0, sizeof(address));
	address.sun_family = AF_UNIX;
	if (path.empty() || path.size() >= sizeof(address.sun_path) || path.find('\0') != std::string::npos)
		return false;
	memcpy(address.sun_path, path.data(), path.size());
	return true;
}

} // namespace playalter
