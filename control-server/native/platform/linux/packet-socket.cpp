// SPDX-License-Identifier: GPL-2.0-or-later
#include "../packet-socket.hpp"

#include "../fault.hpp"
#include "socket-address.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace playalter {

namespace {

// SCM_MAX_FD of the kernel: room for all that can come, so that all of it is seen and closed.
constexpr size_t kHandlesMax = 253;

void take_handles(msghdr &message, std::vector<Handle> &handles)
{
	for (cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
		if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
			continue;
		const size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++) {
			int descriptor;
			memcpy(&descriptor, CMSG_DATA(part) + i * sizeof(int), sizeof(int));
			handles.emplace_back(descriptor);
		}
	}
}

} // namespace

PacketSocket PacketSocket::connect(const std::string &path)
{
	sockaddr_un address;
	if (!socket_address(path, address))
		throw Fault("connect_failed", "The path of the socket is too long.");
	Handle handle(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (!handle.is_open() ||
	    ::connect(handle.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0)
		throw Fault("connect_failed", with_system_reason("Nobody listens on " + path + ".", errno));
	return PacketSocket(std::move(handle));
}

ReceiveOutcome PacketSocket::receive(Packet &packet, size_t bytes_max) const
{
	packet.handles.clear();
	packet.has_lost_handles = false;
	packet.text.resize(bytes_max);

	alignas(cmsghdr) char control[CMSG_SPACE(kHandlesMax * sizeof(int))];
	iovec part = {packet.text.data(), bytes_max};
	msghdr message = {};
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control;
	message.msg_controllen = sizeof(control);

	ssize_t bytes;
	do
		bytes = recvmsg(handle_.get(), &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (bytes < 0 && errno == EINTR);
	if (bytes < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? ReceiveOutcome::nothing : ReceiveOutcome::closed;

	take_handles(message, packet.handles);
	packet.has_lost_handles = (message.msg_flags & MSG_CTRUNC) != 0;
	if (bytes == 0)
		return ReceiveOutcome::closed;
	if ((message.msg_flags & MSG_TRUNC) != 0)
		return ReceiveOutcome::too_long;
	packet.text.resize(size_t(bytes));
	return ReceiveOutcome::message;
}

bool PacketSocket::send(const char *text, size_t bytes, const int *handles, size_t handle_count) const
{
	alignas(cmsghdr) char control[CMSG_SPACE(kHandlesMax * sizeof(int))] = {};
	iovec part = {const_cast<char *>(text), bytes};
	msghdr message = {};
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	if (handle_count > 0 && handle_count <= kHandlesMax) {
		message.msg_control = control;
		message.msg_controllen = CMSG_SPACE(handle_count * sizeof(int));
		cmsghdr *rights = CMSG_FIRSTHDR(&message);
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(handle_count * sizeof(int));
		memcpy(CMSG_DATA(rights), handles, handle_count * sizeof(int));
	}

	ssize_t sent;
	do
		sent = sendmsg(handle_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent == ssize_t(bytes);
}

void PacketSocket::shut_down() const
{
	shutdown(handle_.get(), SHUT_RDWR);
}

PeerIdentity PacketSocket::peer() const
{
	ucred credentials = {};
	socklen_t bytes = sizeof(credentials);
	if (getsockopt(handle_.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &bytes) != 0)
		return {0, false};
	return {credentials.pid, credentials.uid == geteuid()};
}

} // namespace playalter
