# One command each; every one sets up what it needs. `make` lists them.
PYTHON := .venv/bin/python
UV := .cache/uv/bin/uv

.PHONY: help run chat test lint evaluate bench lock clean

help: ## 列出可用的命令
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: .venv/ready ## 训练(如需要)并启动服务,按 Ctrl-C 停止
	@$(PYTHON) -m bot serve

chat: .venv/ready ## 在终端里对话
	@$(PYTHON) -m bot chat

test: .venv/ready lint ## 检查代码并通过全部测试
	@sh deploy/test-packages.sh
	@$(PYTHON) -m bot train
	@$(PYTHON) -m pytest

lint: .venv/ready
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy

evaluate: .venv/ready ## 用评测题评测整个助手,并与两个基线比较
	@$(PYTHON) -m benchmarks.evaluation --baseline keywords
	@$(PYTHON) -m benchmarks.evaluation --baseline stock
	@$(PYTHON) -m benchmarks.evaluation --document

bench: .venv/ready ## 测量速度、内存与训练时间,并与原版 Rasa 和服务器下限比较
	@$(PYTHON) -m benchmarks.speed

lock: $(UV) ## 依 pyproject.toml 重新锁定依赖
	@$(UV) pip compile -q --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header -o requirements.txt pyproject.toml
	@$(UV) pip compile -q --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean: ## 删去环境、缓存和模型
	rm -rf .venv .cache .rasa models results

.venv/ready: requirements-dev.txt $(UV)
	@echo "正在安装依赖(首次约一分钟)……"
	@$(UV) venv -q --clear --python 3.10 .venv
	@$(UV) pip sync -q --python $(PYTHON) --require-hashes requirements-dev.txt
	@touch $@

# From another folder, because pyenv would look for the 3.10 that .python-version names.
$(UV): deploy/bootstrap.txt
	@here=$$(pwd) && cd / && python3 -m venv --clear "$$here/.cache/uv" && \
	  "$$here/$(dir $(UV))python" -m pip install -q --disable-pip-version-check \
	  --require-hashes -r "$$here/deploy/bootstrap.txt"
	@touch $@
