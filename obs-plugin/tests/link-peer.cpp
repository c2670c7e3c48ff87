// SPDX-License-Identifier: GPL-2.0-or-later
#include "link-peer.hpp"

#include <cerrno>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>

#include "protocol/generated/names.gen.h"

namespace playalter::testing {

namespace {

constexpr int kPatienceMs = 20000;

bool is_ready(int fd, short events, int wait_ms)
{
	pollfd source = {fd, events, 0};
	int count;
	do {
		count = poll(&source, 1, wait_ms);
	} while (count < 0 && errno == EINTR);
	return count > 0;
}

void wait_for(int fd, short events, const char *what)
{
	if (!is_ready(fd, events, kPatienceMs))
		throw std::runtime_error(std::string("waited in vain for ") + what);
}

} // namespace

std::string link_welcome()
{
	return R"({"type":"daemon.welcome","protocol":{"major":)" + std::to_string(names::protocol_major) +
	       R"(,"minor":)" + std::to_string(names::protocol_minor) + R"(},"daemon_version":"0.1.0","pid":4711})" + "\n";
}

std::string link_request(int64_t id, const std::string &request, const std::string &data)
{
	return R"({"type":"request","id":)" + std::to_string(id) + R"(,"request":")" + request + R"(","data":)" + data +
	       "}\n";
}

std::string LinkPeer::receive_line()
{
	for (;;) {
		if (const size_t end = received_.find('\n'); end != std::string::npos) {
			std::string line = received_.substr(0, end);
			received_.erase(0, end + 1);
			return line;
		}
		wait_for(fd_.get(), POLLIN, "a line");
		char chunk[65536];
		const ssize_t count = recv(fd_.get(), chunk, sizeof(chunk), 0);
		if (count <= 0)
			throw std::runtime_error("the plugin has gone");
		received_.append(chunk, size_t(count));
	}
}

void LinkPeer::send(const std::string &text)
{
	for (size_t at = 0; at < text.size();) {
		wait_for(fd_.get(), POLLOUT, "room to send");
		const ssize_t sent =
			::send(fd_.get(), text.data() + at, text.size() - at, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && errno != EAGAIN)
			return; // it has gone, as some cases want
		at += sent > 0 ? size_t(sent) : 0;
	}
}

size_t LinkPeer::send_some(const std::string &text)
{
	const ssize_t sent = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
	return sent > 0 ? size_t(sent) : 0;
}

std::string LinkPeer::welcome()
{
	std::string hello = receive_line();
	send(link_welcome());
	return hello;
}

bool LinkPeer::is_closed_by_peer()
{
	for (;;) {
		if (!is_ready(fd_.get(), POLLIN, kPatienceMs))
			return false;
		char chunk[65536];
		const ssize_t count = recv(fd_.get(), chunk, sizeof(chunk), 0);
		if (count == 0 || (count < 0 && errno == ECONNRESET))
			return true;
	}
}

LinkListener::LinkListener(const std::string &path)
	: listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
	sockaddr_un address = {};
	address.sun_family = AF_UNIX;
	strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
	if (bind(listener_.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0 ||
	    listen(listener_.get(), 8) != 0)
		throw std::runtime_error("can't listen at " + path + ": " + strerror(errno));
}

LinkPeer LinkListener::accept()
{
	wait_for(listener_.get(), POLLIN, "the plugin to connect");
	return LinkPeer(FileDescriptor(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)));
}

bool LinkListener::is_quiet_for(int milliseconds) { return !is_ready(listener_.get(), POLLIN, milliseconds); }

} // namespace playalter::testing
