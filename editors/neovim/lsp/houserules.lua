-- Configuration of houserules for Neovim 0.11 and newer.
-- Put the folder above this one on the 'runtimepath', then: vim.lsp.enable('houserules')
-- Settings go into: vim.lsp.config('houserules', { settings = { houserules = { profile = 'recommended' } } })

local settings_files = { ['pyproject.toml'] = true, ['houserules.toml'] = true }

---@type vim.lsp.Config
return {
  cmd = { 'houserules', 'server' },
  filetypes = { 'python', 'toml' },
  -- Of the TOML files only those that hold settings; a file without a project works too.
  root_dir = function(buffer, attach)
    local name = vim.api.nvim_buf_get_name(buffer)
    if vim.bo[buffer].filetype == 'toml' and not settings_files[vim.fs.basename(name)] then
      return
    end
    attach(vim.fs.root(buffer, { 'houserules.toml', 'pyproject.toml', '.git' }))
  end,
  settings = { houserules = vim.empty_dict() },
}
