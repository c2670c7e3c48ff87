// SPDX-License-Identifier: GPL-2.0-or-later
#include "cover-image.hpp"

#include "graphics-handles.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace playalter {

namespace {

constexpr uintmax_t kFileBytesMax = 64u * 1024 * 1024;

// A device or a pipe could be read for ever.
bool is_usable_file(const std::string &path)
{
	std::error_code error;
	const std::filesystem::path file = std::filesystem::u8path(path);
	return std::filesystem::is_regular_file(file, error) && !error &&
	       std::filesystem::file_size(file, error) <= kFileBytesMax && !error;
}

} // namespace

CoverImage::CoverImage(const std::string &path)
{
	if (path.empty())
		return;
	if (is_usable_file(path)) {
		gs_image_file4_init(&image_, path.c_str(), GS_IMAGE_ALPHA_PREMULTIPLY_SRGB);
		loaded_ = image_.image3.image2.image.loaded;
	}
	GraphicsLock lock;
	if (loaded_) {
		gs_image_file4_init_texture(&image_);
		return;
	}
	gs_image_file4_free(&image_);
	blog(LOG_WARNING, "[playalter] cover image '%s' can't be used: stripes are shown instead", path.c_str());
}

CoverImage::~CoverImage()
{
	if (!loaded_)
		return;
	GraphicsLock lock;
	gs_image_file4_free(&image_);
}

CoverImage::CoverImage(CoverImage &&other) noexcept
	: image_(std::exchange(other.image_, {})), loaded_(std::exchange(other.loaded_, false))
{
}

CoverImage &CoverImage::operator=(CoverImage &&other) noexcept
{
	std::swap(image_, other.image_);
	std::swap(loaded_, other.loaded_);
	return *this;
}

} // namespace playalter
