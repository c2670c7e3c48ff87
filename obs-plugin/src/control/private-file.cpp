// SPDX-License-Identifier: GPL-2.0-or-later
#include "private-file.hpp"

#include "channel/file-descriptor.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace playalter {

namespace {

FileFailure failed(const char *what) { return FileFailure(std::string(what) + ": " + strerror(errno) + "."); }

void make_folders(const std::filesystem::path &folder)
{
	if (folder.empty() || std::filesystem::is_directory(folder))
		return;
	make_folders(folder.parent_path());
	if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
		throw failed("no folder for it");
}

void write_all(int file, const std::string &text)
{
	for (size_t at = 0; at < text.size();) {
		const ssize_t written = write(file, text.data() + at, text.size() - at);
		if (written < 0 && errno != EINTR)
			throw failed("writing");
		at += written > 0 ? size_t(written) : 0;
	}
	if (fsync(file) != 0)
		throw failed("writing");
}

// Removes the file unless it was put in its place.
class Unfinished {
public:
	explicit Unfinished(std::string path) : path_(std::move(path)), file_(mkostemp(path_.data(), O_CLOEXEC))
	{
		if (!file_.is_open())
			throw failed("no new file beside it");
	}
	~Unfinished()
	{
		if (!path_.empty())
			unlink(path_.c_str());
	}
	Unfinished(const Unfinished &) = delete;
	Unfinished &operator=(const Unfinished &) = delete;

	int get() const { return file_.get(); }
	void put_in_place(const std::string &path)
	{
		if (rename(path_.c_str(), path.c_str()) != 0)
			throw failed("putting it in place");
		path_.clear();
	}

private:
	std::string path_;
	FileDescriptor file_;
};

} // namespace

std::optional<std::string> read_private_file(const std::string &path, size_t bytes_max)
{
	// Not for ever, if it is a pipe.
	const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
	if (!file.is_open()) {
		if (errno == ENOENT || errno == ENOTDIR)
			return std::nullopt;
		throw failed("opening");
	}
	struct stat status = {};
	if (fstat(file.get(), &status) != 0)
		throw failed("looking at it");
	if (!S_ISREG(status.st_mode))
		throw FileFailure("it is no plain file.");
	std::string text(bytes_max + 1, '\0');
	size_t length = 0;
	while (length < text.size()) {
		const ssize_t count = read(file.get(), text.data() + length, text.size() - length);
		if (count < 0 && errno != EINTR)
			throw failed("reading");
		if (count == 0)
			break;
		length += count > 0 ? size_t(count) : 0;
	}
	if (length > bytes_max)
		throw FileFailure("it is longer than " + std::to_string(bytes_max) + " bytes.");
	text.resize(length);
	return text;
}

void replace_private_file(const std::string &path, const std::string &text)
{
	try {
		make_folders(std::filesystem::path(path).parent_path());
	} catch (const std::filesystem::filesystem_error &error) {
		throw FileFailure(std::string("no folder for it: ") + error.code().message() + ".");
	}
	// mkostemp makes it 0600.
	Unfinished file(path + ".XXXXXX");
	write_all(file.get(), text);
	file.put_in_place(path);
}

} // namespace playalter
