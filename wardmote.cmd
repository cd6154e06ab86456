@echo off
rem Wardmote on Windows: the same commands as ./wardmote, by the Python launcher or else python.
setlocal
set "WARDMOTE_PYTHON=python"
where py >nul 2>nul && set "WARDMOTE_PYTHON=py -3"
%WARDMOTE_PYTHON% "%~dp0wardmote" %*
