// SPDX-License-Identifier: GPL-2.0-or-later
#include "fake-daemon.hpp"

#include <cstring>
#include <dirent.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>

#include "channel/monotonic-clock.hpp"

namespace playalter::testing {

namespace {

constexpr int kWaitMs = 20000;

void wait_readable(int fd, const char *what)
{
	pollfd source = {fd, POLLIN, 0};
	if (poll(&source, 1, kWaitMs) != 1)
		throw std::runtime_error(std::string("nothing came: ") + what);
}

} // namespace

std::string status_message(const std::string &state, int faces)
{
	return R"({"type":"stream.status","state":")" + state +
	       R"(","code":"","message":"","provider":"cpu","faces":)" + std::to_string(faces) +
	       R"(,"faces_masked":5,"analysed":120,"unchanged":40,"skipped":1,)"
	       R"("frame_to_mask_ms":{"p50":4,"p99":11.5,"n":120},"detect_ms":{"p50":3.25,"p99":7,"n":120},)"
	       R"("paint_ms":{"p50":0,"p99":1.5,"n":120},"rss_mb":180.5})";
}

ReceivedMessage FakeConnection::receive()
{
	wait_readable(fd_.get(), "a message");
	ReceivedMessage message;
	message.text.resize(64 * 1024);
	iovec data = {message.text.data(), message.text.size()};
	alignas(cmsghdr) char control[CMSG_SPACE(8 * sizeof(int))];
	msghdr packet = {};
	packet.msg_iov = &data;
	packet.msg_iovlen = 1;
	packet.msg_control = control;
	packet.msg_controllen = sizeof(control);
	const ssize_t count = recvmsg(fd_.get(), &packet, MSG_CMSG_CLOEXEC);
	if (count <= 0)
		throw std::runtime_error("the filter closed the connection");
	message.text.resize(size_t(count));
	for (cmsghdr *part = CMSG_FIRSTHDR(&packet); part; part = CMSG_NXTHDR(&packet, part)) {
		const size_t descriptors = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t index = 0; index < descriptors; index++) {
			int fd = -1;
			memcpy(&fd, CMSG_DATA(part) + index * sizeof(int), sizeof(fd));
			message.descriptors.emplace_back(fd);
		}
	}
	return message;
}

ReceivedMessage FakeConnection::receive_of_type(const std::string &type)
{
	for (;;) {
		ReceivedMessage message = receive();
		if (message.is_of_type(type))
			return message;
		if (!message.is_of_type("filter.stats"))
			throw std::runtime_error("expected " + type + ", got " + message.text);
	}
}

bool FakeConnection::is_quiet_for(int milliseconds)
{
	const int64_t deadline_ms = monotonic_ms() + milliseconds;
	for (;;) {
		const int64_t left_ms = deadline_ms - monotonic_ms();
		pollfd source = {fd_.get(), POLLIN, 0};
		if (left_ms <= 0 || poll(&source, 1, int(left_ms)) != 1)
			return true;
		if (!receive().is_of_type("filter.stats"))
			return false;
	}
}

void FakeConnection::send(const std::string &text)
{
	if (::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL) != ssize_t(text.size()))
		throw std::runtime_error(std::string("send: ") + strerror(errno));
}

void FakeConnection::send_with_descriptor(const std::string &text, int descriptor)
{
	iovec data = {const_cast<char *>(text.data()), text.size()};
	alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
	msghdr packet = {};
	packet.msg_iov = &data;
	packet.msg_iovlen = 1;
	packet.msg_control = control;
	packet.msg_controllen = sizeof(control);
	cmsghdr *rights = CMSG_FIRSTHDR(&packet);
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(rights), &descriptor, sizeof(int));
	if (sendmsg(fd_.get(), &packet, MSG_NOSIGNAL) != ssize_t(text.size()))
		throw std::runtime_error(std::string("sendmsg: ") + strerror(errno));
}

ReceivedMessage FakeConnection::welcome()
{
	ReceivedMessage hello = receive_of_type("filter.hello");
	send(kWelcome);
	return hello;
}

bool FakeConnection::is_closed_by_peer()
{
	const int64_t deadline_ms = monotonic_ms() + kWaitMs;
	char ignored[64 * 1024];
	while (monotonic_ms() < deadline_ms) {
		pollfd source = {fd_.get(), POLLIN, 0};
		if (poll(&source, 1, 100) == 1 && recv(fd_.get(), ignored, sizeof(ignored), 0) <= 0)
			return true;
	}
	return false;
}

FakeDaemon::FakeDaemon(const std::string &path)
	: listener_(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0))
{
	sockaddr_un address = {};
	address.sun_family = AF_UNIX;
	strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
	unlink(path.c_str());
	if (bind(listener_.get(), reinterpret_cast<sockaddr *>(&address), sizeof(address)) != 0 ||
	    listen(listener_.get(), 8) != 0)
		throw std::runtime_error(std::string("listen: ") + strerror(errno));
}

FakeConnection FakeDaemon::accept()
{
	wait_readable(listener_.get(), "a connection");
	return FakeConnection(FileDescriptor(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)));
}

FakeConnection FakeDaemon::accept_and_welcome()
{
	FakeConnection connection = accept();
	connection.welcome();
	return connection;
}

int open_descriptors()
{
	int count = 0;
	DIR *folder = opendir("/proc/self/fd");
	while (readdir(folder))
		count++;
	closedir(folder);
	return count;
}

} // namespace playalter::testing
