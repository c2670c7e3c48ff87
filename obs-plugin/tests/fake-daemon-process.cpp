// SPDX-License-Identifier: GPL-2.0-or-later
//
// A daemon as a process of its own, for daemon-lifecycle.test.cpp:
//   fake-daemon-process <socket> serve|late|mute|die --exit-when-idle
// serve: welcomes each filter and gives signs of life; late: the same, after a while; mute: accepts and says nothing;
// die: ends after a while.
#include <cstring>
#include <memory>
#include <poll.h>
#include <sys/socket.h>
#include <vector>

#include "fake-daemon.hpp"

using namespace playalter::testing;

int main(int count, char **arguments)
{
	if (count != 4 || strcmp(arguments[3], "--exit-when-idle") != 0)
		return 64;
	const bool is_dying = strcmp(arguments[2], "die") == 0;
	if (is_dying || strcmp(arguments[2], "late") == 0)
		poll(nullptr, 0, 200);
	if (is_dying)
		return 1;
	const bool is_mute = strcmp(arguments[2], "mute") == 0;
	FakeDaemon daemon(arguments[1]);
	std::vector<FakeConnection> connections;
	for (;;) {
		pollfd listener = {daemon.descriptor(), POLLIN, 0};
		if (poll(&listener, 1, 20) == 1) {
			connections.push_back(daemon.accept());
			if (!is_mute)
				connections.back().send(kWelcome);
		}
		for (size_t index = 0; index < connections.size();) {
			char ignored[16384];
			ssize_t received;
			while ((received = recv(connections[index].descriptor(), ignored, sizeof(ignored),
						MSG_DONTWAIT)) > 0) {
			}
			if (received == 0) {
				connections.erase(connections.begin() + long(index));
				continue;
			}
			if (!is_mute)
				send(connections[index].descriptor(), status_message().data(),
				     status_message().size(), MSG_NOSIGNAL | MSG_DONTWAIT);
			index++;
		}
	}
}
