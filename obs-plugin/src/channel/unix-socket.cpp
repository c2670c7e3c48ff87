// SPDX-License-Identifier: GPL-2.0-or-later
//
// Packets and descriptors over a Unix socket. The channel's thread.
#include "unix-socket.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

#include "protocol/generated/names.gen.h"

namespace playalter {

namespace {

constexpr size_t kMessageBytesMax = size_t(names::limit_message_bytes_max);
constexpr size_t kDescriptorsMax = 2;

ChannelError socket_error(const char *call, int number)
{
	return {"socket_failed", std::string("The connection to the PlayAlter daemon could not be set up (") + call +
					 ": " + strerror(number) + ")."};
}

bool read_peer(int fd, ucred &peer)
{
	socklen_t length = sizeof(peer);
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0;
}

} // namespace

FileDescriptor connect_to_daemon(const std::string &path, int socket_type, ChannelError &error)
{
	sockaddr_un address = {};
	address.sun_family = AF_UNIX;
	if (path.size() >= sizeof(address.sun_path)) {
		error = socket_error("connect", ENAMETOOLONG);
		return {};
	}
	memcpy(address.sun_path, path.c_str(), path.size() + 1);

	FileDescriptor fd(socket(AF_UNIX, socket_type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
	if (!fd.is_open()) {
		error = socket_error("socket", errno);
		return {};
	}
	if (connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0) {
		// EAGAIN: a full backlog. Whoever listens doesn't accept; no better than nobody.
		if (errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN)
			error = {"daemon_unreachable", std::string("The PlayAlter daemon is not running (") +
							       strerror(errno) + ")."};
		else
			error = socket_error("connect", errno);
		return {};
	}

	ucred peer = {};
	if (!read_peer(fd.get(), peer)) {
		error = socket_error("SO_PEERCRED", errno);
		return {};
	}
	if (peer.uid != geteuid()) {
		error = {"daemon_foreign",
			 "The PlayAlter daemon's socket is served by another user; nothing was sent to it."};
		return {};
	}
	return fd;
}

UnixSocket UnixSocket::connect(const std::string &path, ChannelError &error)
{
	FileDescriptor fd = connect_to_daemon(path, SOCK_SEQPACKET, error);
	return fd.is_open() ? UnixSocket(std::move(fd)) : UnixSocket();
}

pid_t UnixSocket::peer_pid() const
{
	ucred peer = {};
	return fd_.is_open() && read_peer(fd_.get(), peer) ? peer.pid : 0;
}

SendStatus UnixSocket::send(std::string_view message, const int *descriptors, size_t descriptor_count)
{
	if (message.empty() || message.size() > kMessageBytesMax || descriptor_count > kDescriptorsMax)
		return SendStatus::failed;

	iovec data = {const_cast<char *>(message.data()), message.size()};
	alignas(cmsghdr) char control[CMSG_SPACE(kDescriptorsMax * sizeof(int))] = {};
	msghdr packet = {};
	packet.msg_iov = &data;
	packet.msg_iovlen = 1;
	if (descriptor_count > 0) {
		const size_t bytes = descriptor_count * sizeof(int);
		packet.msg_control = control;
		packet.msg_controllen = CMSG_SPACE(bytes);
		cmsghdr *rights = CMSG_FIRSTHDR(&packet);
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(bytes);
		memcpy(CMSG_DATA(rights), descriptors, bytes);
	}

	ssize_t sent;
	do {
		sent = sendmsg(fd_.get(), &packet, MSG_NOSIGNAL | MSG_DONTWAIT);
	} while (sent < 0 && errno == EINTR);
	if (sent >= 0)
		return SendStatus::sent;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
		return SendStatus::would_block;
	return errno == EPIPE || errno == ECONNRESET ? SendStatus::closed : SendStatus::failed;
}

ReceiveStatus UnixSocket::receive(std::string &message)
{
	message.resize(kMessageBytesMax);
	iovec data = {message.data(), message.size()};
	// No control buffer: the kernel closes descriptors that were sent along.
	msghdr packet = {};
	packet.msg_iov = &data;
	packet.msg_iovlen = 1;

	// A peer that closed with our message unread shows as a reset first, and only then what it had said:
	// the word why it refused us, say.
	ssize_t received;
	bool is_reset = false;
	bool is_worth_another = false;
	do {
		received = recvmsg(fd_.get(), &packet, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
		is_worth_another = received < 0 && (errno == EINTR || (errno == ECONNRESET && !is_reset));
		is_reset = is_reset || (received < 0 && errno == ECONNRESET);
	} while (is_worth_another);

	message.resize(received > 0 ? size_t(received) : 0);
	if (received < 0) {
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return ReceiveStatus::would_block;
		return errno == ECONNRESET ? ReceiveStatus::closed : ReceiveStatus::failed;
	}
	if (received == 0)
		return ReceiveStatus::closed;
	return packet.msg_flags & MSG_TRUNC ? ReceiveStatus::oversized : ReceiveStatus::message;
}

} // namespace playalter
