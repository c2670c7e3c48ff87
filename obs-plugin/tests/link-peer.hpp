// SPDX-License-Identifier: GPL-2.0-or-later
//
// The daemon's end of a plugin link, on the test's own thread: listens, accepts, reads and writes lines, well or badly.
// All waits are generous and end the test case by an exception.
#pragma once

#include <optional>
#include <string>

#include "channel/file-descriptor.hpp"

namespace playalter::testing {

// Of the protocol's version that this is built for.
std::string link_welcome();
std::string link_request(int64_t id, const std::string &request, const std::string &data = "{}");

class LinkPeer {
public:
	explicit LinkPeer(FileDescriptor fd) : fd_(std::move(fd)) {}

	// Without its newline.
	std::string receive_line();
	// As it is: newlines are the caller's.
	void send(const std::string &text);
	// What can be sent at once; the number of bytes.
	size_t send_some(const std::string &text);
	// The hello; `link_welcome` is sent.
	std::string welcome();
	// What the plugin sent before is thrown away.
	bool is_closed_by_peer();

private:
	FileDescriptor fd_;
	std::string received_;
};

class LinkListener {
public:
	explicit LinkListener(const std::string &path);
	LinkPeer accept();
	// Nobody connects within this time.
	bool is_quiet_for(int milliseconds);

private:
	FileDescriptor listener_;
};

} // namespace playalter::testing
