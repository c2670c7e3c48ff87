// SPDX-License-Identifier: GPL-2.0-or-later
#include "../packet-listener.hpp"

#include "../fault.hpp"
#include "socket-address.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace playalter {

namespace {

constexpr int kBacklog = 32;

std::string folder_of(const std::string &path)
{
	const size_t slash = path.rfind('/');
	if (slash == std::string::npos)
		return ".";
	return slash == 0 ? "/" : path.substr(0, slash);
}

void check_folder(const std::string &folder)
{
	struct stat file;
	if (lstat(folder.c_str(), &file) != 0)
		throw Fault("runtime_folder_missing",
			    with_system_reason("The folder " + folder + " is not there.", errno));
	if (!S_ISDIR(file.st_mode))
		throw Fault("runtime_folder_unsafe", folder + " is a link or a file, not a folder.");
	if (file.st_uid != geteuid())
		throw Fault("runtime_folder_unsafe", "The folder " + folder + " belongs to another user.");
	if ((file.st_mode & 0077) != 0)
		throw Fault("runtime_folder_unsafe", "Other users can enter the folder " + folder + ".");
	if ((file.st_mode & 0700) != 0700)
		throw Fault("runtime_folder_unwritable", "We may not write into the folder " + folder + ".");
}

// With the lock in hand no daemon of ours lives here; what is left is a dead one's file, or a
// stranger's.
void clear_path(const std::string &path, const sockaddr_un &address)
{
	struct stat file;
	if (lstat(path.c_str(), &file) != 0) {
		if (errno == ENOENT)
			return;
		throw Fault("socket_failed", with_system_reason(path + " can't be examined.", errno));
	}
	if (!S_ISSOCK(file.st_mode))
		throw Fault("socket_path_occupied", "There is a file called " + path + " that is no socket.");

	const Handle probe(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (!probe.is_open())
		throw Fault("socket_failed", with_system_reason("No socket can be made.", errno));
	// Of the refusals only these two prove that nobody listens; a full backlog is somebody.
	if (connect(probe.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0 ||
	    (errno != ECONNREFUSED && errno != ENOENT))
		throw Fault("socket_in_use", "Another program already listens on " + path + ".");
	if (unlink(path.c_str()) != 0 && errno != ENOENT)
		throw Fault("runtime_folder_unwritable", with_system_reason(path + " can't be removed.", errno));
}

} // namespace

PathLock::PathLock(const std::string &socket_path) : path_(socket_path + ".lock")
{
	for (;;) {
		handle_.reset(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
		if (!handle_.is_open())
			throw Fault("runtime_folder_unwritable",
				    with_system_reason("The file " + path_ + " can't be created.", errno));
		if (flock(handle_.get(), LOCK_EX | LOCK_NB) != 0)
			throw Fault("socket_in_use", "Another daemon already serves " + socket_path + ".");
		// Its last holder may have removed it while we waited: then our lock is on a file that
		// nobody else will find.
		struct stat held, named;
		if (fstat(handle_.get(), &held) == 0 && stat(path_.c_str(), &named) == 0 &&
		    held.st_dev == named.st_dev && held.st_ino == named.st_ino)
			return;
	}
}

PathLock::~PathLock()
{
	unlink(path_.c_str());
}

PacketListener::PacketListener(const std::string &path) : path_(path)
{
	sockaddr_un address;
	if (!socket_address(path_, address))
		throw Fault("socket_path_too_long", "The path of the socket is empty or too long: " + path_);
	check_folder(folder_of(path_));
	lock_ = std::make_unique<PathLock>(path_);
	clear_path(path_, address);

	socket_.reset(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (!socket_.is_open())
		throw Fault("socket_failed", with_system_reason("No socket can be made.", errno));
	if (bind(socket_.get(), reinterpret_cast<const sockaddr *>(&address), sizeof(address)) != 0)
		throw Fault("socket_failed", with_system_reason(path_ + " can't be made.", errno));

	struct stat file;
	// The folder keeps others out already; the file's own mode is the second bolt.
	if (chmod(path_.c_str(), 0600) != 0 || lstat(path_.c_str(), &file) != 0 ||
	    listen(socket_.get(), kBacklog) != 0) {
		const int reason = errno;
		unlink(path_.c_str());
		throw Fault("socket_failed", with_system_reason(path_ + " can't be listened on.", reason));
	}
	device_ = file.st_dev;
	inode_ = file.st_ino;
}

PacketListener::~PacketListener()
{
	struct stat file;
	if (lstat(path_.c_str(), &file) == 0 && uint64_t(file.st_dev) == device_ && uint64_t(file.st_ino) == inode_)
		unlink(path_.c_str());
}

AcceptOutcome PacketListener::accept(PacketSocket &connection) const
{
	for (;;) {
		Handle handle(accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
		if (handle.is_open()) {
			connection = PacketSocket(std::move(handle));
			return AcceptOutcome::accepted;
		}
		if (errno == EINTR || errno == ECONNABORTED)
			continue;
		return errno == EAGAIN || errno == EWOULDBLOCK ? AcceptOutcome::nothing : AcceptOutcome::out_of_handles;
	}
}

} // namespace playalter
