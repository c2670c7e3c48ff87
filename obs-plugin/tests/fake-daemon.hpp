// SPDX-License-Identifier: GPL-2.0-or-later
//
// A daemon that does what the test case says, step by step and on the test's own thread: listens, accepts,
// reads what the filter sent, answers well or badly.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "channel/file-descriptor.hpp"
#include "protocol/generated/names.gen.h"

namespace playalter::testing {

// Of the protocol's version that this is built for.
inline const std::string kWelcome =
	R"({"type":"daemon.welcome","protocol":{"major":)" + std::to_string(names::protocol_major) + R"(,"minor":)" +
	std::to_string(names::protocol_minor) + R"(},"daemon_version":"0.1.0","pid":4711,"provider":"cpu"})";

// A whole and valid stream.status.
std::string status_message(const std::string &state = "running", int faces = 2);

struct ReceivedMessage {
	std::string text;
	std::vector<FileDescriptor> descriptors;

	bool is_of_type(const std::string &type) const
	{
		return text.find("\"type\":\"" + type + "\"") != std::string::npos;
	}
};

// One accepted connection. All waits are generous and end the test case by an exception.
class FakeConnection {
public:
	explicit FakeConnection(FileDescriptor fd) : fd_(std::move(fd)) {}

	ReceivedMessage receive();
	// Skips filter.stats unless asked for.
	ReceivedMessage receive_of_type(const std::string &type);
	// Nothing but filter.stats within this time.
	bool is_quiet_for(int milliseconds);
	void send(const std::string &text);
	void send_with_descriptor(const std::string &text, int descriptor);
	// Hello read, welcome sent; returns the hello.
	ReceivedMessage welcome();
	// True once the filter has closed its end; what it sent before is thrown away.
	bool is_closed_by_peer();
	int descriptor() const { return fd_.get(); }

private:
	FileDescriptor fd_;
};

class FakeDaemon {
public:
	// Listens at `path`.
	explicit FakeDaemon(const std::string &path);

	FakeConnection accept();
	// For poll.
	int descriptor() const { return listener_.get(); }
	// As accept and welcome.
	FakeConnection accept_and_welcome();

private:
	FileDescriptor listener_;
};

// Descriptors that this process has open.
int open_descriptors();

} // namespace playalter::testing
