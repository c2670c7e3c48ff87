// SPDX-License-Identifier: GPL-2.0-or-later
//
// A connected SOCK_SEQPACKET Unix socket: one control message a packet, descriptors alongside, end of
// file when the peer is gone. Non-blocking; the channel's thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "channel-error.hpp"
#include "file-descriptor.hpp"

namespace playalter {

enum class ReceiveStatus {
	message,
	would_block,
	closed,
	oversized, // longer than limit_message_bytes_max: the connection is not to be trusted any more
	failed,
};

enum class SendStatus { sent, would_block, closed, failed };

// A connected, non-blocking socket. Does not wait: a Unix socket connects at once or not at all. The peer must run as
// this user. Errors: daemon_unreachable (nobody listens), daemon_foreign (another user's process does), socket_failed.
FileDescriptor connect_to_daemon(const std::string &path, int socket_type, ChannelError &error);

class UnixSocket {
public:
	UnixSocket() = default;
	// Takes a connected socket over (tests, accept).
	explicit UnixSocket(FileDescriptor fd) : fd_(std::move(fd)) {}

	// As connect_to_daemon.
	static UnixSocket connect(const std::string &path, ChannelError &error);

	bool is_open() const { return fd_.is_open(); }
	// Borrowed, for poll.
	int descriptor() const { return fd_.get(); }
	// The process that called listen(); 0 if unknown.
	pid_t peer_pid() const;

	// `descriptors` are duplicated into the peer, not taken. Messages longer than the limit fail.
	SendStatus send(std::string_view message, const int *descriptors = nullptr, size_t descriptor_count = 0);
	// Descriptors that the peer sends are dropped: none are expected.
	ReceiveStatus receive(std::string &message);

	void close() { fd_.reset(); }

private:
	FileDescriptor fd_;
};

} // namespace playalter
