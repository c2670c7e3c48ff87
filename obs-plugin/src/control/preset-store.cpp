// SPDX-License-Identifier: GPL-2.0-or-later
#include "preset-store.hpp"

#include "preset-name.hpp"
#include "private-file.hpp"
#include "request-failure.hpp"

#include <algorithm>

namespace playalter {

namespace {

using Lock = std::lock_guard<std::mutex>;

Presets::iterator position_of(Presets &presets, const std::string &name)
{
	return std::find_if(presets.begin(), presets.end(),
			    [&](const Preset &preset) { return preset.name == name; });
}

Presets::iterator wanted(Presets &presets, const std::string &name)
{
	const auto found = position_of(presets, name);
	if (found == presets.end())
		throw RequestFailure(RequestError::preset_not_found,
				     "There is no preset \"" + shown_name(name) + "\".");
	return found;
}

RequestFailure taken(const std::string &name)
{
	return {RequestError::preset_exists, "There is a preset \"" + shown_name(name) + "\" already."};
}

// "Talk (2)": the first of these that nobody has.
std::string free_name(Presets &presets, const std::string &name)
{
	for (int number = 2;; number++) {
		const std::string suffix = " (" + std::to_string(number) + ")";
		const size_t bytes_max = size_t(names::limit_preset_name_bytes_max) - suffix.size();
		std::string candidate = cut_preset_name(name, bytes_max) + suffix;
		if (position_of(presets, candidate) == presets.end())
			return candidate;
	}
}

RequestFailure store_failed(const std::string &what)
{
	return {RequestError::preset_store_failed, "The presets' file " + what};
}

} // namespace

Presets PresetStore::read() const
{
	std::optional<std::string> text;
	try {
		text = read_private_file(path_, size_t(names::limit_preset_text_bytes_max));
	} catch (const FileFailure &failure) {
		throw store_failed(path_ + " can't be read: " + failure.what());
	}
	if (!text)
		return {};
	try {
		return read_presets(*text);
	} catch (const RequestFailure &failure) {
		if (failure.code() == RequestError::preset_version_unsupported)
			throw;
		throw store_failed(path_ + " is damaged, and left as it is; move it away to begin anew. " +
				   failure.what());
	}
}

void PresetStore::write(const Presets &presets) const
{
	const std::string text = write_presets(presets);
	try {
		replace_private_file(path_, text);
	} catch (const FileFailure &failure) {
		throw store_failed(path_ + " can't be written: " + failure.what());
	}
}

Presets PresetStore::all() const
{
	const Lock lock(mutex_);
	return read();
}

Preset PresetStore::find(const std::string &name) const
{
	const Lock lock(mutex_);
	Presets presets = read();
	return *wanted(presets, name);
}

Preset PresetStore::save(Preset preset, bool may_replace)
{
	const Lock lock(mutex_);
	Presets presets = read();
	const auto same = position_of(presets, preset.name);
	if (same != presets.end() && !may_replace)
		throw taken(preset.name);
	if (same != presets.end())
		*same = preset;
	else
		presets.push_back(preset);
	write(presets);
	return preset;
}

Preset PresetStore::rename(const std::string &name, const std::string &new_name)
{
	const Lock lock(mutex_);
	Presets presets = read();
	const auto preset = wanted(presets, name);
	check_preset_name(new_name);
	if (name != new_name && position_of(presets, new_name) != presets.end())
		throw taken(new_name);
	preset->name = new_name;
	write(presets);
	return *preset;
}

Presets PresetStore::remove(const std::string &name)
{
	const Lock lock(mutex_);
	Presets presets = read();
	presets.erase(wanted(presets, name));
	write(presets);
	return presets;
}

Presets PresetStore::import_text(const std::string &text, bool may_replace)
{
	Presets imported = read_presets(text);
	const Lock lock(mutex_);
	Presets presets = read();
	for (Preset &preset : imported) {
		const auto same = position_of(presets, preset.name);
		if (same != presets.end() && may_replace) {
			*same = preset;
			continue;
		}
		if (same != presets.end() && same->settings == preset.settings)
			continue;
		if (same != presets.end())
			preset.name = free_name(presets, preset.name);
		presets.push_back(preset);
	}
	write(presets);
	return imported;
}

std::string PresetStore::export_text(const std::optional<std::vector<std::string>> &names) const
{
	const Lock lock(mutex_);
	Presets presets = read();
	if (!names)
		return write_presets(presets);
	Presets chosen;
	for (const std::string &name : *names) {
		const auto preset = wanted(presets, name);
		if (position_of(chosen, name) == chosen.end())
			chosen.push_back(*preset);
	}
	return write_presets(chosen);
}

} // namespace playalter
