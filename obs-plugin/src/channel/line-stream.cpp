// SPDX-License-Identifier: GPL-2.0-or-later
#include "line-stream.hpp"

#include <cerrno>
#include <sys/socket.h>

#include "protocol/generated/names.gen.h"

namespace playalter {

namespace {

constexpr size_t kLineBytesMax = size_t(names::limit_link_message_bytes_max); // its newline included
constexpr size_t kChunkBytes = 64 * 1024;

LineState state_of_error()
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == EINTR)
		return LineState::open;
	return errno == ECONNRESET || errno == EPIPE ? LineState::closed : LineState::failed;
}

} // namespace

LineState LineStream::receive(std::vector<std::string> &lines)
{
	// Others have their turn too, whatever comes.
	for (size_t taken = 0; taken < kLineBytesMax; taken += kChunkBytes) {
		char chunk[kChunkBytes];
		const ssize_t count = recv(fd_.get(), chunk, sizeof(chunk), MSG_DONTWAIT);
		if (count == 0)
			return LineState::closed;
		if (count < 0)
			return state_of_error();
		size_t from = 0;
		const std::string_view text(chunk, size_t(count));
		for (size_t end = text.find('\n'); end != text.npos; end = text.find('\n', from)) {
			received_ += text.substr(from, end - from);
			from = end + 1;
			if (received_.size() >= kLineBytesMax)
				return LineState::oversized;
			lines.push_back(std::move(received_));
			received_.clear();
		}
		received_ += text.substr(from);
		if (received_.size() >= kLineBytesMax)
			return LineState::oversized;
	}
	return LineState::open;
}

void LineStream::queue(const std::string &line)
{
	unsent_ += line;
	unsent_ += '\n';
}

LineState LineStream::flush()
{
	size_t at = 0;
	LineState state = LineState::open;
	while (at < unsent_.size()) {
		const ssize_t sent = send(fd_.get(), unsent_.data() + at, unsent_.size() - at, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0) {
			state = state_of_error();
			break;
		}
		at += size_t(sent);
	}
	unsent_.erase(0, at);
	return state;
}

} // namespace playalter
