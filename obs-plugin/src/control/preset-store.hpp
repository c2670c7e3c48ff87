// SPDX-License-Identifier: GPL-2.0-or-later
//
// The presets of this user: one file, read for each request, so that nothing here can disagree with it; written whole
// and put in its place at once, readable by nobody else. A file that can't be read, or of a later version, is left as
// it is, and nothing is saved. Any thread but the graphics one: it asks the file system.
#pragma once

#include "preset-file.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace playalter {

// Each throws RequestFailure, and nothing has changed then: `preset_store_failed`, `preset_version_unsupported` of the
// file, `presets_full`, and what is said below.
class PresetStore {
public:
	// The file's; its folder is made when it is first written.
	explicit PresetStore(std::string path) : path_(std::move(path)) {}

	Presets all() const;
	// `preset_not_found`
	Preset find(const std::string &name) const;
	// `preset_exists`, unless it may be replaced
	Preset save(Preset preset, bool may_replace);
	// `preset_not_found`, `preset_exists`, `preset_name_invalid`
	Preset rename(const std::string &name, const std::string &new_name);
	// `preset_not_found`
	Presets remove(const std::string &name);
	// Those of the text, with the names they have now: one that is taken is replaced, or the new one gets a number.
	// `preset_text_invalid`
	Presets import_text(const std::string &text, bool may_replace);
	// `preset_not_found`
	std::string export_text(const std::optional<std::vector<std::string>> &names) const;

private:
	Presets read() const;
	void write(const Presets &presets) const;

	const std::string path_;
	mutable std::mutex mutex_; // held while the file is read and written: two requests never mix
};

} // namespace playalter
