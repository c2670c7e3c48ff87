// SPDX-License-Identifier: GPL-2.0-or-later
//
// Messages over a connected SOCK_STREAM Unix socket: one line each, of bounded length, either way. Non-blocking; the
// link's thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "file-descriptor.hpp"

namespace playalter {

enum class LineState {
	open,
	closed,    // the peer has gone
	oversized, // a line is longer than limit_link_message_bytes_max: the peer is not to be trusted any more
	failed,
};

class LineStream {
public:
	explicit LineStream(FileDescriptor fd) : fd_(std::move(fd)) {}

	// Borrowed, for poll.
	int descriptor() const { return fd_.get(); }

	// What there is to read now, at most about one line's longest length: the lines that it completes, without
	// their newlines. Whatever state comes with them, they came before it.
	LineState receive(std::vector<std::string> &lines);

	// `line` has no newline. Sent by `flush`.
	void queue(const std::string &line);
	LineState flush();
	bool has_unsent() const { return !unsent_.empty(); }
	size_t unsent_bytes() const { return unsent_.size(); }

private:
	FileDescriptor fd_;
	std::string received_; // of a line that is not complete
	std::string unsent_;
};

} // namespace playalter
