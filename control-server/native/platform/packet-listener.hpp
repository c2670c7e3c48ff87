// SPDX-License-Identifier: GPL-2.0-or-later
//
// The named socket that filters connect to, in a folder that only our user can enter. Created and
// destroyed on one thread, accepts on another.
#pragma once

#include "handle.hpp"
#include "packet-socket.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace playalter {

// Whoever holds it owns the path, whatever state the socket file is in; the kernel drops it with
// its owner.
class PathLock {
public:
	// Throws Fault: socket_in_use, runtime_folder_unwritable.
	explicit PathLock(const std::string &socket_path);
	~PathLock();
	PathLock(const PathLock &) = delete;
	PathLock &operator=(const PathLock &) = delete;

private:
	std::string path_;
	Handle handle_;
};

enum class AcceptOutcome { accepted, nothing, out_of_handles };

class PacketListener {
public:
	// Takes the path, or throws Fault: runtime_folder_missing, runtime_folder_unsafe,
	// runtime_folder_unwritable, socket_path_too_long, socket_path_occupied, socket_in_use,
	// socket_failed. A socket file whose owner is dead is replaced.
	explicit PacketListener(const std::string &path);
	// Removes the socket file, if it still is ours.
	~PacketListener();
	PacketListener(const PacketListener &) = delete;
	PacketListener &operator=(const PacketListener &) = delete;

	AcceptOutcome accept(PacketSocket &connection) const;

	int get() const { return socket_.get(); }

private:
	std::string path_;
	std::unique_ptr<PathLock> lock_;
	Handle socket_;
	uint64_t device_ = 0;
	uint64_t inode_ = 0;
};

} // namespace playalter
