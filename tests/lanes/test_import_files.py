"""Files that are imported: half ones, old ones, wrong ones, and whose shipping templates they name."""

import json
from pathlib import Path

import pytest

from backend.domain.policy import PolicyKind, ShippingPolicy
from backend.storage import exporting, importing, policies
from backend.storage.policy_encoding import write_policy
from backend.web.upload_reading import WrongFile, read_upload
from tests.lanes.counter import BOWL, SELLER
from tests.lanes.ground import FRANCE, judged_world, publish, started_world
from tests.lanes.test_imports import HEAD, counts, cut, export, read


async def test_half_a_file_is_taken_as_far_as_it_is_whole(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        await publish(world, shop_id, seller_id, [BOWL])
        content = await export(world, shop_id)
        for size in (len(content) - 30, content.index(b'"listings"') + 40, content.index(b'"listings"') - 3):
            each = await read(world, shop_id, content[:size])
            assert each.cut and (await counts(world, each))["policies same"] >= 2
        old = {
            key: value
            for key, value in json.loads(content).items()
            if key not in ("version", "made_at", "store", "journal")
        }
        assert not (await read(world, shop_id, json.dumps(old).encode())).cut


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"), (b"   ", "empty"), (b"\xff\xfe\x00\x01", "text"), (b"sku,asin\n1,2", "other"), (b"[]", "other"),
        (b"{}", "other"), (b'{"format": "else", "policies": [1]}', "other"), (b'{"policies": [{}]}', "other"),
        (b'{"format": "storelane-export", "version": 3, "policies": [{}]}', "newer"),
    ],
)  # fmt: skip
async def test_a_file_that_is_none_of_ours_is_told(
    migrated_url: str, tmp_path: Path, content: bytes, why: str
) -> None:
    async with judged_world(migrated_url, tmp_path) as (world, _):
        shop_id = await world.install()
        import_id = await importing.begin(world.house.db, shop_id, "file", world.now)
        with pytest.raises(WrongFile, match=why):
            await read_upload(world.house.db, import_id, cut(content))


async def test_a_shipping_policy_finds_its_seller_again(migrated_url: str, tmp_path: Path) -> None:
    async with started_world(migrated_url, tmp_path) as (world, _, shop_id, seller_id):
        kept = (await policies.defaults(world.house.db, shop_id))[PolicyKind.SHIPPING]
        body = write_policy(ShippingPolicy("t", "T", "", seller_id, FRANCE))
        await world.house.db.execute("update policy set body = :b where id = :id", {"b": body, "id": kept.id})
        (line,) = [
            each
            for each in await exporting.policy_lines(world.house.db, shop_id)
            if each["kind"] == "shipping"
        ]
        assert line["template_of"] == {"seller": SELLER, "region": "EU"} and "seller_id" not in line["policy"]
        each = await read(world, shop_id, json.dumps({**HEAD, "policies": [line]}).encode())
        assert await counts(world, each) == {"policies same": 1}
