// Made by tools/page-assets.ts from the files in web/. Change those, not this.

interface AssetFile {
  readonly path: string;
  readonly contentType: string;
  readonly text?: string;
  readonly base64?: string;
}

export const assetPaths = {
  font: "/assets/inter-cb57f15e70.woff2",
  style: "/assets/page-371d6db30d.css",
  apiStyle: "/assets/api-d9e64aaebb.css",
  script: "/assets/page-0429deaf8d.js",
  theme: "/assets/theme-e2b5feac17.js",
  icon: "/assets/icon-a57ac22da4.svg",
} as const;

export const assetFiles: readonly AssetFile[] = [
  {
    path: "/assets/inter-cb57f15e70.woff2",
    contentType: "font/woff2",
    base64:
      "d09GMgABAAAAADh8ABQAAAAAjUQAADgKAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGoEeG/pOHIE2P0hWQVKCJj9NVkFSVAZgP1NUQVR6Jx4AgX4vPBEICssovjoLgiIAMLsQATYCJAOEQAQgBYRaByAbU4QVym1H3A543Xvn3SMReRzJhKaiqOQclP3/OTkZQ4Y/4ExfvYgYNpGR1Jni1pqzRJIFGVcS21veYZm7nJ+xLRwHtktU7i5LWC3Wayx0Y7rsZn7whpkeuj5/v9VF3DkpB+J/SESKTP+DVw+eaXqLWsOGiCeCFA3dHTyz0d9jeoTGPsmFp2+u/m91d5JOhmCRkwVg9YCOB8CPjkijQqHRiac+WFRTP8A2+0fqDJyRswLd5hQVo0ABoxCMxCrEAHSgEiIYhc6JumgX5+x5c4Gu+o/pqv6dt4tcXO0mD/Hjnu/MvXPf+0hgA7lmgpk3RCFuYhLahihHceZfp/mdmGQLIskii8AWGSQDywE+xrEEU6e6ufLUrW/vsPAGNB4gFDmE2cQGFJyKoF0FbqQQhv4Ryd6n823G5plvK8BUAndAC9YHQq02YLf6bV46IOrCHZDsAN5d0d7lWu5m75LLA+H4qioUvk5vct+pEiSB2ShWQENz5mGwyTMOyDP6KTmd9EdOzgP6WeSWQwd0uZan/I9/VRV/qhhVlZJKiXRsZ3Z8Cm4LnC+opIwPgFEl2ftpf9+fVUkPxp3L8cKu61Ci9ZU4vG72ufRERIf9r398pV+nTa3nUEcstFFChBdTJBAkA5OAjvQM7h0YBceuBadOF4p5MmcO/3Kr1CY0KBTvb1i5m0+vatb+J2VWoiPtihwPZz4dKblodnWxTUV3lYvu44MS8AlyFsRKc4LoAFIbAIVbYI/yQdQFwileigGk01coIJ+D1hdiqEKsYuX2clGGpruy3aK7uba6/1tLLbl7cUnBEcgKCYBCos/9f7s/l9krIDggNV2Y3QNcKLIC1NU+ylWJmSKpgGqZ4Psz+c9a7DeA5bof58sxngZLod7UKXBVCpKpYBnqy7D5eUmF1R7GZS5WxIrI+q9zN/zPJu738b5llF4pRbzMyyQ4X3AiTnqfY7/5ynBZVmIUnGBu+32Rbw5hVdm1u5AiYgj2mICYXhec3heRPkRNX5Cavq7sDAEX0nm7/9oF37+TZX80nkhmJkia4XgRSqqmm5btjIuyqhsmpNLGHfsuwlgXhJGPk0KxVJ5DkFReVkynXO8ABMEuEhCQ2MSCPv7E+BRwvfL+ejZYXXtHSRVY3XQ5jwNW0AD1BJaAMDdeXV9T0cDtE6EQgGpyZvZvsMWenfXtzE/0flvMOIMC4qMzhpmxYF8+FUeJbmMurjRtXQ8+ivmFY04X9Y2BI8ylltV+Faqwta3/AAIppsZJqup1lHw2z6fNOG2LtR1rX4YOT+yatX38DkrrpVWan1yrjUsuONfr26y7HyiLtT6Wmbs8wWjbw2fnKVj+Ao1x34QpGUpuwII3Z90270rlQ0mK56MK0Hp5I7V3/pDbvvwkmbkliaq/OJerN0TpEXEfByWPoTYexf+NfDXXjYIWpJcLLtXgzVr/JItzHZD+7Zcew2oYsQBxuRu3aP78tj250WCpvFk+3p8HugDu7N5/VwKM16PWtPwGO42ax/1P70ZkRQhgBxnWFZU2uKuGIa4WpiTk7LXr4ApIHgNQfAzAymMAdh4DYgWDMZwyc4YMQFGDielIAeRvlkLQbAcHEbYXjyJxIwIEWgOlwHBmBXJyLIVR8FAacBNAZX11gyjJvsKNiCfUTw6Ri3he5aewcAFEGz6NpawXBZBs/V0rjlJfkCHMfCcTISTWhAoTrhrHdgJCCgj3UAHOVpV+fcj1NctSCCZP1wMmb4N0v1YAb4PZ1yB8AADrZZlfBsG3fmEQaw1AMf3IlUO/8KztYPI7HUqnJt+YjiNYDZwU+dvCr7aTrFBvqw+m077GrMM4irE+DUJVgLB8EwWhGwcXD1+DRtTFFN8CnVCeVKFRQqMHkS6VoYjd9K0WCiyfYORCCoSKMAMJ5GBlKZxi29JKu+iAh7JTvADuEQj3y0GESyVgTsE5VeV4e/TkhRTMAwOwZQN0q1/glcE3pRB2YW2VRYayEQhg7Cn+NxBTbZ+R0Aae3XL2ph/oEQZ4Zv1GQAGT7/YEf97saHr9OMmGl0zRz6ytxZ56HYh171wo7Uj1l9O79dpiB+cDZHsq2H5kdaoSTi/0W/NWnivflp6xUQ4foCoAC1hbvou3sGaTMz45yLUmTdXgVWcXFdYT8hVrlyhQAF2rKA96eziKb9+uUnXT3Oeq9LpubDYUV28YriXbCzmuc7FNxce8kewK7sw2tS5CmvV++CnZxlXewaJ1DbWN3Ibr0uovW9pidZqtFfovUmg7gTxlsvk9W6w4k74N95AKQ5HRaW6X3VWWjbd10wFwfFwVla/2uonPLI/ivLFRJCTr4ralrKk30Zq0DOF9p//mUR8t5RP0fZGxjrbmyvdSHQQFeGQ/0GzT2Bvl5J371/8I0p+O+bixrBomNYwzvLyn9m9+6Oeu+FcLA0LErUC3y6qmyTXJhutqMCGb096GF+uPH4cAZGjWKRwakSzp4Ri+Enrz6CAdyssNlP4UbxHWTuQxP4qLylNLyq+yaPYunza4PzMvkU10K85tPYgfcy7T/nigdmHpr/LfUYeB8rQbnPsSAEtRruZMIl6+pfEgLspyiWJAelzn7urejL8mL2M3ztolykHQqNSi7NecXViSSnDJw/zJwHP+KlRfV9u9WYpcDxbnDBc5rakUpF9Gwtp3p9bCazShgp3abCmopH8pYHarHKpfF8Wnh3ouIVpR3wL/DLx8GT0w3d47GL1m88s+lR9V/UUWpm5tUV++aEvgKAy15cwj6AXZKas1LRpE7XuiDrYazDyIrwcZ7vpJfwrpolqwTGU5ciYUT2/fLVnO+thgXTkAXMwtuWVKK7Vj3eBn8JvRIaUii2DL1eLVZLJI3yuaY2cWaefiKp++MIbqEchkuYz209ZzCajEthkZ8Qj2rOXc88Q6OqJqi+lT4Co1WJP9h3hd3esMa8E8H0XzkqP+mo/4lK7xF+tNtemhnHUfrHyUfGoWSPpn6N+KgDt/TEBjIBot8fWlWWg5qpa3UMDBrQnrVWDzOE+TcST1ZIUOykkhxFscqZv0rhbkiVhlnnxlyltfOBOIlV6S7R2HJrZ+0sUL9l1txvf0x+0JH3Ny/ncC9Iz4OawdoOJDfS/SR86AhKdgTw/ILmwncayM2JjzMAjWNcxOPcvcO5ZhYTiMpKva4izKWqorpd1Vnqd6mfeT3gfQso6w+mWq+Ctpo1HTW8oPU6/r+NGc+iDoDKgOwGjAOMIsAOBtAHCcqrDrJqVLyt2yt/MeTXppcg1QspeLYs0fOJKuAtB6t7pnQ5CoxOCaDZV5OeyEV8d8LONT2ThUGhN5awpVPNeV0QbSwMssTc9BRabgLdRMW7RxXT0flhylqm9LZtaeKcMsj/mdsr5BAZYbVykP7b8KE5zrOvkym6zK2+YPZDDP/3OsZSpvcEn55rcWR44S9z+tRd/Ysunva7nKxoBGTAytHhXoRwcL4S8cOSs3F6lcvkQbRTRmyrRoyWZd/cZZ0KXfsHnGOtRs2bYhsCpkjarIzFo2Y05Ju4ayPnWdvG55g9p0yIkNGJIaM2VCU6/IeJoehHgfB+FgN0cfduvVzXcV+mLtrBnR06BFmA/Rj6Mo4bhyDyutMX/xnJCX6GJJR9NWeB6AjDtg3Dae7GmMC1f4aAOYZWwLHOgGOO6mThzYJqv1fpS9LKqfYJizIOOrLKBFxlkDwGuwBEBpWL32hGGO3AP5LED02pTXS3iMNQHmYOiio4ilLOP72dFV44vAETDLBwBLy7sJeJrjadtNbMbsMkduDLoJHmNs8doVkktrYMIAdafpYArbF3ZPxOwDtaBHBAxBQQgPCUfMx99bhZEv8Al+8VoWhBoEL1ZQVGfOgi0nrvA8heJoISanYArpCOAmgZAXy8krKCqr6jaYhrKEWwmMm5CaNN1DQQ+v7aVpgx51ZLhd1/vQZ5wzmrWSayuAM0aOMQvqb5eaT3wXnPhO6ZPfKrOPHXHy/rXq2yuIJrASgmjQEyvH4NVYjoU4vIhhE5Lse7Uy8iMtSEEMr/AI57AKPQklz++eum3WhFYIPVCcUCInr6TMkAlTZsxZsGTFnhsv3gh8+ClIBGRBHbYULYYBDD2TAqY+3qwYV1cQhB8MxK6BFcczK86chcW41rJcViWgCkKtgEJmqLNtkCdKWqyWE8xLCV60DR+Dn41wKdoor5cg8hTFIBcofsBg3N2BslW9BClyVfRGByG2CCKQS36ywiNgGiD5nsGdclJlGUMZHsDABBXsIptAweoAtSME4KQ22oPotZQg3yQ6bJo6Nwfh3SrKzaBc+baq3kh9xjACpIF78/TeOF1WM/zqfIAZblZ4rXHIToRI/DumookSLUasOHTJUqRiYEoTL0GiJOkyZMqSLUculjz5kLxVZMBVFXQ8UGOj7QQMNWlmTETOVIcONnr0sIUA8OMbHRI5x1FSCGlAZYx0cx9PskTDxmYAwurt2rqO7RgxWaT6CeVpV5gOkZdD0RfN6Jsr40VZklplqkzDaue2EVUOHXd3cS5WPMRcVc/y8Pq8t+27TZs99fKsRz2rVf1JGuPAMf0UEicWy6wgcEGPBbYV9TAk2Vj9UJqLxADGpyVNpnwFiggN2u2EH9kDBH/9/Rli4pPc2+OzC2iGF+c03Yr+SjWo1RvNPrq4NHiBxf9JKtZV8fFcAOTuW4prgGpv3nddGS9MJa8237c/YJ68sS677V0+CiUMgh15B/CFWmA+0dP2NQUd3HSPgdXsRcfvoHPnJTBhmf1yIrX8vxGA/7QNAXkWgLtkaAD99AjhWVCHAZOQt97GFSICwItry3kIBPLFlV8wBAnSPgJXVnRYhok9AAgQAtnZMnbpHfEBlhOtfA7Mm4sVE2twaCKI4F3L3I4nlozuUCOgeQUMqsQz4Or3BtqfgFH20EIzApFkyVdBSGTG1x4tNVE4RVQs9Z1lO5YbrXrQz0sQsmwFKjWRwHhvYaceegFU7wnQ0N7t7l/u66zjdikvP7/85+VtgDAK2G9ZCh7xOfCRfqwQXxV/nQrwFCvRQWq7GgLsHrYkIiF+vf1MlOIo006hS7lqFeQQoAxJ1KF4LtSVAEI8biJanrdzkC2wOCQ7AfSz5T3Cjc/JPralgG9AcgCUnwdyFMhBAIDhzzXlVLWqYcx+E0Ew/Dalj5SnyloS9aTOLhNpspYxP93QOr58Out/LRlqr52GM6On6VmHHqVin62QEfhWQDsWlIKX4QMNGp9gcDIE8CFYVkTND/d0gA7K2Z2c0Br2oQlsywpBrzPVl2t2UY5z3gaza3RCqjWyVYhWdY5H3WaW2MjMA+rloHuCX9rANk6t+v9u5PhsGudIz9ihDmEclUsiQUv3bNmQXzLFIcKrQAdWAWdUReAwA0XNT/WZUcdCg01luHCFoYsJ8jsW4j8eFVtSScMU8BX4FnlkSGsODYeY/Ki8mFv/34DPX9+QZTsWshHnopk3JpbhIu4qQyexziEmNnawofiYtKd22xUYIkOeIIxpTuVpwS/qO9TCg5O8trZITsacYW3qyvNyMuakJDOXTruYndmULCzG/PIeNcMj/5SxQ5ytWyDJqzdLYmGSVeUXiuqvlXWqVlVFp1bdWZthZAfbuPKhMcBym0tqu0i6ymnntq6gDFX2M5Uy5ixx2DhWAgmZXLRLvm7EJYvjlQFVznrMJPIxVeMo/jo+mz27WdSWvYxNVbg9al7Day1zbKEFbnot3dcryi4aan7RF6/jO4RbG514tSlF0tKIMdolvDYMUxbH89wU6/IldqAuqLZSbvni7xELu9oKtVLFwAcOId1AWZV1Do+jMwtCyjgL1i8jIMsxvk7IQVQjldLQthzkyhehGhGnNG9VVFOzZYTAWspt6xVAukJKlwIoy9jzQ6ZTK6/HLRayaNLN0VgoTpTOAa8veK6+XV+NYmDaFar5VIEC/3PZPFm11RGjziDMgdgfL3ibnG7UbU+K80SYWlsLcgsPUquQz7froX6h1Dn0PNGUGkkc2ekdkbXBjQRHAbl8WF/CtQywG9QcTy3WEaVuKE5pKSNNvi5PHuU0x8t1IpxopVLbeVljjqM4Je4p3YyUS87wbAWn8mr2xfJCUWVMuoxxjuXbejjOKYpySCYOVvXXVF3bNSv0BY/KS6Ku7FbnuEO0s/RfrbkV20j1g0Xh6oWvfaIpGmFtf7syWsziWB440GXZqH57+Q0QHSY4l98tNWIDY8cXZlYDKaqDebkx78vMtyQ0GvGpgr5oo/9vXIGWgTwYS2NUp9mkoCVq36hqxkI2x08TatVVlcui6dHBl5lH25GqVBmkaleHsDSql1mey+mP11Vjny6fip+MnvUwXXYqeKV1FF0peFcYx/IhNmvwAUHOKBdKIYgdU8sEjwc+NRpY//UiLx5GhhG/4Sig7CUdiJKwDw5bgZJmW1/f35iGm9LQcAadvHzy3bWD1xhy3lyykQMVPnu5ICgtHBstGV2Rxi2/yTdC2FZTiB+aw0Nr2zdJped+CfoXvysuXob8fylcmwEyDC6yJcwYJlxoguQEfzDyXQX+Pcc8ujNaipWd2qfVNUeVr6HK/zifx2L5ZBzVnbDK8/V44akL1iP7BDHvsxk5mGEc8U+s4UpSfa06eJSKr3cyTHoEm9pxYAJOvANNTXtVzOtJcqLfe1sYI9bXxlNWapFRuKU3zrGK0iBsvZ3j2H4u0jOn3q2whBwLY/rYho0d3EblnOuoqFUN9bru0tYga+tEvWtp1pp/qgsAlQ5wY0wYpzbGlrNrR4aE+tRmb196ssXy6PHkzF6+G+p2G4UdHNbyo4rblp0qlV6jGuGMJSo++xZtAfih2TA3Evw5b9enMf7l7IwDu/+f8z0Wnf2WEv+yjDP24VH3jf83DvOA0WzcfbOycLY6P7KZE0MyxFFRXek5B/i1pXPPyqcLj7ImB+UFcXEtXXH55fuj6dKwuPqEAoV8IBG8fjNZ8jh9Iu2nn+0722Nxqe46eZ+oct64Xm0QH8/lJMndYhSP2luwS2oR9pFCHiPHcxLjeQZxaqO6yrl94usRIC8/lrPwSxcfdWqOB2udJxuOyZ76zhyO/+77I4mhc3YlGsBo1IDRVLBXz7G7a3uO7fnw6BhYXfmxa19krbFt4E03ubZ58Wjajz/LV8BtcanhNvWAtHLWuOqyWVRcXXmyzCNJtqpowS6rRZgn7Z2ipcrKy4qus+Mhhxb3GBgNZbOobsO1qdXHGceNg7lLnhJ74yt/fveQrqZ3dPdx6+W+dODV+IefvgO/47cI1GJxhaDp3Ou/m44rbS+5R9/mC3KIzCGuWH3k78AXdWV6ADAes6XdOc7s/cSyfaEz16F+2eOFQ60zz6HkgtmhCYPyZ/gs0xP4SClSjttoQvHs29LmVv3A5AHziKkTU+NSuaV1m9Ii2sgcKUW0IYTeTHSnXrv8f5EXyU0ccGFs0k7V2o2QeQ6W+M6+dbhEj41tzjtBa3FCc7TOorvxDPAGLuGrvq/8S+6LJ9J+/sni3E+rp+QPFSKsepmYL8oVj9pFvNIxUHP4R8uXydci9qpczn70SjxZcTS/oZ9O6snIIHUpkxqJgNkM9+9fPfJk9M+YqweeqM6P4nQD+96HcetV/eTO4z0NfRSyKD2T3NofLf2IjJXtfVi9F5SWB34qk5/Rbr6kxSxgj/iml+wn5zYmRdMz5YFJpnOEOcK180Oi9nPflSl3vClrnUXVntFjn2qQ5yvDkti0xHxWmy9rCL+k9JflpPSVC0WXfq8DrIvHsdJjDwDjobZdwT8L09jO/l9HH6mvV7HGp/KEwsm83PGq6+pHo4UFdCdk9KJbneNZxdH/81t08VMnSYlvOnyrgZuWJZqLuEuDRtEOw3Zj+snmuOR302n4Ot7AePAx7v2gcbTjsMPYnYrV6kfLMBo3N3jZUq55sRE1bZG99bFpL95U7q6xrjB4Pw2Bzlxyr2OR7fOHwduoIXmE7HUHS8gOy99GfRr8yJFp1uNsHP0MLdgTmOGd8bP7U0JGUJYaK4CMQsfI2ueur73p8YP4mnh8XcKQZ7zL62fhmAuhVeF+6NWWiBIFgZyQjVlE5uge0+twR93bRqvs9aW8kIX/KeOOwUPLyomkklFOflyjiDLqkLChSK9F/4I7luaTX+aTSK/zpsWaTQR4lAzUT21LC+izaktK2y17MzOi58pkyP3D9xZ3JkQ1U3ZNxJiwDDJ0Bklata6RsaSg4IQyNzhsXimNpuZ4mpycBIxm3g23NTJLHFXds9K9HTkz24ha6R3fX9FTS1PzedQzPdWVZd1ltNPNzVHneyqh2Hzkm34xamJKjP6mfyS5370hMbXeLHrC64x3FM0329q/tp9HPV/LoZ7r59YG5NpEE73jzn3lZRqbxmtkDHgAybx7tbcRNTuzHbna3V0tjqJk2eDc5gGjmTxpYkvLkUQn7S/trow639xMO91dVlbZU009w+PT1L21wDU/+EO/CDEx0YR5u2MkcyKop5W5uiuueATF9OdQTrTnl5T0F8btzS5pTp0YyyiNqHJJiI8+uc2S2SReiAKPYtbY4Jj+Zdb7gizpADmZxDQJ8B5dueXKjEtJvgWFi83zYY1lWwZyxbSE7cRCxYS467XhNkq6JIKtWBU1vZ86KfjysLubLaFRs7cazk01KaULz1N7qkq7c6ImhY20+e7SsspeNu1ULTdqqrcQkvfsnQeMZl5mRxg7JxXXnchhnem7euprqWKATxdTY+SwlzXPgg0rrFOTUBGjGkiqdh53SIzKYAJt4JXDi59eoY1MqmPjK3ZbBl85ikVGB8DUReNSPvqVm4K/UzqrsKEtOFo4vNNUYGHMrBAMkzML9jFZx1v/mP9Z0F6WFccOC6qOejq/nmvr8sj1IdTGzOWSLbNOAs4S9x/fY/6yeGyOfpso9NSEGPXtT76/boBLPcepoaoHeHWcfu9hzwHAwuScSUuq9Ijay4VL8vcQqceiSA/OJ+F4fz1VwvF2MpmbtL20KhI/9ntZkxN6til7S4tNCn47VfenM10UEcWLPweW5tzZCK7MOO8E3jy7LbWY31VEDaLHM4wWN6ucdgw35FcNnmE0cvdTirdbJB50r6osYBe3ZdPCMmMLzI65qZwGhrmFnJGr6eBSzBqLGDu6YZ4WF0KJMoxiOqsWaRucBg6MdIKFPlets73AoZ2IdqPI23uKNWlg4bNbLYY3VvOsKz8Pu5T63rbOi3hl76Zz6bW4UkgOo6a+rKX27zYVhX+23WdnMxL6n3WF/Ltl2WGj0pDPNrvt7cbCPluXt3+31PJtPKf82zTefZ/bUZM0vHEq/pj7AdNY5d9APt0KnfuLNV2P/ZiJA+6RLI9I2gCR2fv47kG2fJ5//9A/vsnxPXhSHp5E7fFLPvIPdA9t3eVcnakXFWeVZJdjNV9cslPLfG59yn4dvmx7CuOQwapvISZ5UfVBpHDzcdXNOxrV72pso8s/CilPQEux3f7DgpcmgoRy4/Hv55pS3v9xOPX7U0eO/HCqKfWPP/wUOzd+pFrVm6RzXp2k53o16L4kXfX5JJ15wK/2B3L2vx6OOmU6tyN/gbHOXywYmdXt/kJqYkxdSwg9tZkS2Zyy0Ca4dp8jl9/m8M7ykwNHBi7IuqlZelNHQWg8+KaobQbNX8bQUkq7iKksJYnJT0imC0epNYIjgvS2sJi6hFhSdWNIcnwbMaUEGf01iiebeVwk675eU3WqUtQ2Veegx8IpCmg7WULZ0rccaPTchb+szf0lwZaL1Ks/KvbMhegtpwCjAaax7F5p0yy67jSGnFDWHBSX1cNM2sHKZ6qUaSxq7+aZGdP0NxuP1hJmtVe7vRJKJ2LECtopdr/k1SsJyI1zFyNH9mUb3r0S69WnucEWt1wpapkx5J2xyO+W8uoPy9M/z+m11GR0eiZIHrSIXiq7m96+UajGs/ozmcO52fSh3vQsCs83PcergZyRPNyfA9fdS+z0Ph+9NOOe6gDbjVVrlZKzAlbcflkVA6fN3iRebKjnz94plcvsk9IwW98gWazYpE3HyaoS9rMErWfXKnceLuonJfKSmEzRQHQOi5gkYyYl8AZIReokQRitLi4usloYkswAA0vfzpS6pjDIMhZfKWqZM2w4Z1bYLWuoPyTP+G9er7kmo8MrUbIqEr3s72755q1iBJkNX1NUe7IN7l6N9e7V3GBXqyl8v/Qc74aINMZQX05OVl8Gczgnmz7UnQ4qsSkUpP7xh019l/7+lFA3UGW3J1H3/JJxmYF5bel8eq964M3+0f0mH0Xnk5sszxPmFTesleJ3ZLGGtlapRMDiiW0DbXKSI4edbZl7qoa2ZLHwO8q+acwraUooGHZJptjkBliLWXxx7szC3ALckQs6dmBP9wi0FeXyJKqqHVul2NK1hvxiocv/P++U5I6mdcAHeidThl0EeULIK2n4piyv48COLXY+0XOwMAcwYrxjlV1/mluY1NsjyCA/P3jozy0JvlGs7OSA1K2edGIAoSS92j/S4/+kJ75HkvJFI9E7M4syVYdTObUH0tKVmRQCN6NgzP15dmQsjxpD5bSEMjIPRUvb45a2nxyKPJ9WfSskOvFpAtx6CZfe34YH79N/DEhM9LexgIAE4p8ERMu6nb5DRWkUPNktU5hOIxVPfxYpwWyvqDIMQ41uaZi6kNPQqi6umKkXVHyVH/QpMdqxLFM3/U4W31NPWIciirmxscKp+N21zODYQbmvAcczdWZK9Lj1AuSZZSxUexH0JYPBsTXMhN1TsUJeLLnk4Ku2C80r8MYMtCh9o28Ba/R2FIRmuugrPGuhn0sP8cfHuSFy96t0wQ8/NKY9XxUkv/spoXnlLrHt/tsKm5Eq04eU2Q42z1dglxPTq71Pnl8nn5Vlve5VVD44I2zMl1CP6KTs3RESkUmKSSiyuXeomfHu6OI6++aEfvnZawW2C6cLbC9c3lRyhj5i0+h8w6Nbo3Q5bLEnuqAhgbi7YXuwooGYzuCmhPak5HgfqCmEawYlGpUBVePzZpfFzhyLnSGGuzLu2lD/0D4LVZaZCjbTLGyxf43bOLDyn4UNg3suBv1Xh7D323vjfeNAQh4IQFKTQJygg9q1i9iVTsykE+/uonGyXabEi6aWq15Dd17i4aSWKBjx/PKdlGzrzJ13EWI02rnv4t2UCusqiMtpLby5Pd4xHiCdPe0G6EVXj18l7th3ZR9Eze6ZOD4BpP21PrIALp8DQT4SHpfr7Got3KEcmz4WjEyQ3W92+Xj8IxxdQDQxdioiYmMFoXRawkfXMFpm+mGEkLlTvt4ovokUH8H6xjUoLhlYMK6xYC2n+8b58h9u4V2L8pm1Dwa3P8Dpbr0Q3RNRLZYDnRklXljmKHVDdPp+sd7CjCVgPxee18qI6GQkMiI79j5WvoRB7tgrK12CP47W+NDyyMSI4IrEOFJFRGJkWDk58lXUR1bKIAXDN5aSMJrjtgGY8n5bdrnR7QJ6h1jd+vnjcu9rnGqk5a2F/3boM7QZHibjJh7aDBxj+79XY3IYRYyctPsaYDnyIo53rG0tkxb9K8DBnbg/jD6jM9aAb+oTQ/UmxFB8fNkkeKeegHQFZwCQ0I+UBlzKiF0qyCkVbJkKQaRCCakwm1R4SopkK8iroALu+m35JS4JfgPoIKJa1n8jG9z8uX0UtD0sFLsAp0o2pkpJVtlH0mYNqMFmiQxdwZT4fkryR0r6O6SVTFuSXynogCEIWPCg5yFSUH1Zj6jFdTPglphixs4TV4KM1Vuij8u5G5gdjlVgPpgn1kbb+xYxp8L6CABUAaV6X0f0JnvAm0DunaC0+rKwYYLiV+DuGGuGy36UY40AuDeGxmwuGh0qMcpYwP0YESouwfbfY/8/GoP+R1nfsjcQZn96gFjA+PX/P9r0ZKta4vBk4bgejS8bJzb3/rzds2RL1mQhNcBJuhKbMqdzzStOQXq4FL8nu+2hmtoWYdsK6k4LqEKZw11PQvNxOg8NTd/V3jHZ/9Cd6Jf8vxjj/pcfVd9hbCBgQSbTY0/cxNz+Fio/YY8znL/FjxOzFzNUd5+eY+/xHjpF4xl02Ly33sNnhGl4R0jwY3dcijdtYyM0dmtuY22qve0bbH8P75J+sj9JrFtKuGR0H/or9Bz6HPp/6Mfon9GfMBYmElOO2Ym5hHmB3YjdjI3GZmPbsEexN7DPtay0QrXitOq1Tmpd0vpd29UO0pZqn9d+rf2HdvkliPDIo+EQ0GGSWJhkUcAQ10gzThGISRUTmuUixjweP56OImezEiPNBv19uvcr1W4gdJ6itnUnjZVpjiUKbLNXlfuc8ZKYorbdJLnmppY6zk5vaTeXW3U3PZdDjw4BYkga8dYDQLbFL+e+7TfycmvQLT3tN/p9cFBvsObd6XevGP6wOExDPYMRcccWv01R82jdVcdWGcYV0Cqvdn/Ofyy+4N1T3Z9hJibNe6cAAvzwtFY0BRNKiPZiH2XJK9m4xoIfyLJspoD4+xItNrgFVLv/IfcsQtfMgvHlEG4g6WWtjfRJqNAp15kYjm1xAp8DE8A4rRAkpuQFXfnLsrnP/8wTtQ8R9vT69QwlNc3RJg5RIgzxs5pa+GDobxQfii3GQGIB243InupepJAYMIEP+NIZW3n7B1p96lrnHsoDQUfq5hazydQ0C8syyAKr+tevDlwrXcPUYPVsfWS1MCJJJvg7EPeAmvZm8AM2u/YU4/xXeY1Ck3lFET49xORuuNDZSG6ZSjHiOSce8E04HALSG6XUdZjykm2yuv6dejcP6gCiQrT+1krZvmVtMQkI7XEbyLPgHE7u9oy5CZLSipv0FWQYg4yRiLFOgfENbIdc+BtUciUTJv4vkTPxJcAAE5gxzbLogSlaFcIyXAQFQLkXvdMxed68eaNLD6W3+o/lztEXB6GH+++HC/PeCCmuVzwN/A7w/38foOWE42NIcsWiVHiMxBKdh+OjC5ykqAqOTRIM+/7ohb80tm4Yk0pJzs79LOFmvdHq9/rREAkgA+zwV4FVuAF7MFUkIjGiOku0F27Cqky3TbFH/eLdu+fLh3vapJTpHb/0cuXp4pi8jQOoKIdvrjx9/Hj10YN7HOvnt0LwcNlKDAwOCycLDB75fh+HIWhDcwsL8wRkGINxGWm9MalQ7VKpxgYkpPUGomYds17kqLtOydxBKHMdzKcHi9SDT5icf/JhfxPQyU6ZKQYD/ypISgq1grVLM3iSS2tgFZokg8z0558+1X0pIToo5pEJSgfkcHRumLLRBUwAP2H9f0wBZBkFlUpxtH+KBbZ94Gx1bfImb/sn2fyyUUBtKyy2RNLg9NPi79DdUxxZZDHSNxL4JrapAJiDz7FuiSCVrPLgRufGcNDgVI8dnpTUFicGgnSqbdNE7FucKcbQgtGvnkYnEfygepZEsHWKDRU1W2wvKFXIbAEwIEtIuNnrzTBJyRoqavSyQI7TstXIs1zC8ZF/advjkoNpQdBlPOVPEBDnDEYOmeaJ9rR+JyAWgP4M++3JoV9sl6laAiXkFOUhdfHTPInLIY08Ak4PhjTJvKXWZA89oRqkRzSHQuwH7dgwpY1RRwinkPBOrj7vi0RQIG0lQRcmfZOJiUX6YiicwBrp/hUfGh5OjnTf4untg0x38z/jW73MLa02WX+fU/gn3tHJNsTPn1AImdJWMqigHZOG37QJn0aGdlBJN91kpPXyuOL6gweXJVLSEWjfFXUPmXApnborGMGmQ+BZ5uGznp6Fr1W8antBvT9tbMA0xk3ngD7WKIqGIRUbzRGWNo70WHws+u/K7unYGBHMz8Voov2F0At+3RPIB6+np2EEAw7U3AXZ9yUKzQBPKxqfGs73X4yVvarPUQG/QQ/2RxjpW9kzDKgD1js+2b2n36/reKOJm2rKnMGlMHjJ7UqSaqFQ4UsiR01IS1WPqw6mvwRCn1UcDKsUc50T6Alm0T88TkXjUjeZE+rziSsaUECeEPBPKC2FAhpEHi3IBO0OhwpLG73ka9VklMGYh6RUEuKaE2VNpxYrjBirlCPYtKPiedlNsRDP8i2OSXenXiwHyDYzFR6ncD9SuvNUVQYycE3VMEmbgoCm8nSUQNmmZV96AvyEfeQ3e2ch5OH5KubMduM+5K5rlSrtZvUCDX2KHZrvIxmOYLQok/i+erPMA3FfRiFur8hVPDkWHxmMEkU3cfbQ8N03O81m3WEgxNZmZRPJbJXJZibwQuF46xSGj6fzS8AdnKhyN+0tDNRIDESGTRMiUU7TaB9opygVIXJ5EnyfzT+6YGJ/ZVt9Eh78FQCtsl1bu31vISdybBDLvbUkqwlprTHEDlvBAQ0k+D8oGcrLzHZEUUxOUGNfx5jm2sF3k632qkBnKJRyRtmLne6NErtYBxDLw04j8GvDbk4CacAYiwGRYKu513WvB6I0m4fZhefim7OswilXGqGSkTha87lEtgSN6DO5DE7oJ+BVpdzqr/l0sZtyJTgKFGAy3kIhRxkhaAWSzaFvk7PaxJmcplIeZMnNfBY0j9mo0jMfadWDFUZmU+MIJOwt/ixftYTVXJKdXSDvUpTSu8tQBGBGRKPR733zB3AkhdS/mDmg40T6zb2MXCQAY7WX/23NQhYgC/QmxPJErGd4owdKCBmxCPzT65zSF7eYFSAZ9qC2TZzpz78+2NAfLf56z2MmFICIHamP8ObN9GFu+SEIx5lrgO26myc4s6AZFuWM9FLZP9g/PDKk5Fd2QnAnJfmRDRi1sxwDTWBj/1VfG8qpj7TdpoXIVeHTcnAfKwKVHFhe2h6u9kk1cOnB04WpWXWOTpykYDlCWXlknBukcm5SmOs7aIUAoxDrfhKD51EUwZx8ebNkgJHDQ2W8hCzfFhexqu2nxbmWKxb7S1MX9g0AiM3N4vHTBY1FL73nhWHHNbffBFUWVd7TyKIXndaANyhZvq696s1Oq9cLik44JT8puFHTbDmcpsXj5cNbx4m+uhLrr4ZLSb6geGa2g6yv6r4Yr3fjSncZ/6jZWWeWsmmlO9MpUWzQBCmEogVRL9UpCQsZXYGCagcuJ7X3r8wn6XZglZIcx4scpti+ku8aPolXz7GFVKJ5DedFKlZVwPQXtze8rjpEVlXbYXXGT3ug2mANVQa5lc2p5D96ontdv5yOK0EDGDEtcFlqbbhET9A0yRUxzZ/NH0gfFcaZDyOWoRmqLPz0aAoQq66grCwHQ7OmYskxCe7aE8cucwxJEn+c0RRVEmis1Xs6/mtKOpmmFK3glyehuC18tl6qVILWYLSMNCrbVZuDFR37b3l+YmJuee1ASAy+qqIpScatmGXqBE7hP9/r7pbfFuQIQjdUcxFqgHH7eaA2KjDGrU1thMyekWL5BokLniVAr12wUZzmYCX/AV9gScyzHPvrs/n5MeTn/0dmqOkXm/1BII1l6grKyXI4NE/EGgHNoScS/UeFhOGTrV9xyH5hL1wEOmDa/k00Cih/OoqC4MVaa5FeDS3Vm6SYFl7aVmHgqluIP1Sm6tNma/MM1VsymTFGIdqsLfTRJAeWGIx9FIdg8SINHsb/p5YLDaGPLhIg50D3u7/wk7UNAg6w9Nfi2bRDjbVPltHfFQEyC8kud8LwPMHXQ7E5TckaXv7pTSUCGuDYFS/aQLYw9JHuxjlVLtthrrtNTxOLxSuWlU94StJYnCoU7SapGEyyS6NY6iYTdCZV67JKQEnhtPEiWSgpN+fJK3hec9olNROUgamHy7peGRJQ9QIHjUWyjIK5yox+vFvHBY5T6+1g0y04HMNeGHkwIIxd4Y7zbrPx/3VC6Z+mtXeGIA+Q2z7yfp1p4NWuI38sfq2sdF0FDQTxolIzeFTEROG0ogWdh8y5yKnVyoN1klPCDoqDKoeSwaKuO40IVJWD3R88Lj1Eg3D/+pNaD+nNRsnEZAY33r76ekxYKhI7JqWL0RJ+MbsZvbdWcgvLnv5uRlTDkfC/DTpIeau90G3piX9GMndqOkNkSbtbQY7L/QF6jw+VRQmJF6fUgXPnynRaChi1Fk0EWuJHpp824/G+fY+/DmyAxbsvlY+JxWvNaBXKnkxDwZhwXy3l3elupZRGo7/Q1VQjPPQ37PNavD83AIqmeEw5lEx5Z7AQbtgx0AQmhM5y7LQ2Smrrct8ZLZTJtMMOQSA85PIY7JZYYkzCVtyQpmFpcplhaslwZjOheeKZhPVV2VLVb1p5Hm0glA29zLOCCrri43p7lhVpBYNBhCZQ9tSc1pqVVAwQgD7biXlJKq0lWpHjBPwbSkRdKAjGUO31zKp+GD7qacRq08GiWJVT61T0yj36rtoxGBwUrXemNItS8f8tLEZhVid1uusdFPwLDEz6/gLKZTDwUyZ76wLsQOdYwk8Q65Va7RTbgiA1m4xPXvNMSUjVxry7T9aD9WTKZMJk8mRwMvdGiK4r4EQE5vJF4iJwLvINkBnDr1+cYTTyOZ8rRHBuyRnXOlZDMPZ6LoZlU1ootCeQZCo/jk5352BGSBVmMUyfTudNHJlZbb7t1WWO+2U2g2Ze9HOquPR8f0IG0qVaTa7TFDUDcmVH3xQO0fkW81IkgLc796cmaaHtl2MshWbFu5SHD8+kBbOeV7Gl8XGUHV3R9TpEF+gr6WgUVM8OXG6wNBEYltMfab4L9Qea5ub8pvoAT7HFinHvu0h0CIpGZD2ZNFn4kHRujHu0RxpvzUdd0b75ITk+A4GVZn1C8BvFtTCc/s5a9ZoyMcXrRcpxinp/nqqoRJbC3V3USJX/y0N/IWWQsx0w3mOCotMFpTPJdyQ/LpSgatigPSTzjKAGhCTa7aiwxJa8iFCas3Srhlav1weF1b7qWVWjEMJR+WYgxqaQWXQH62VNsA00QagZqoC163TQZtNKeBw0y1ORdWXfsmXtWc0drO36H1JOL88PUZZboqtzLMIkMgt2b628DjZJBNOZwKd+ozHD70i6j0FYbWco5n5VMkkeXV4Q2BaBY2ZP0BnY7aqf7hZCARYoQZlEKQGx6UGGoXMKKY4pIpPBGVHhaEUDCMup1AEyBWXTmyEY/Nfaq6w+mt5W6PetBii8eDR6Ltp3LIsguHayA5MpsMn4GrG7+1i77doTy70do6MjkxozbDh3DdfzK3E3z6/PDD80R0Yvb/QrJlA6wv6AfzueGOta6AwsNykvmkxw2Xl4Jpd6awT7FZ5CxrfbndtAKQmfNqN5of6Pa0ivhnk92rWh9AhKhUW/TbUMRSQyVDInyrZLtmRRxjYLRZZll2zbr/j9Iq8KklALzRs1K7BEHpRiVxr9KaneANukf0PFqnAVMBoVWWp2xHNW28wGzKwYqKLgBJ0uwsfxNJGYOELzf7NO/Z8p4vUGyiwZrswy3V9sBe6wZajmsTy9ec5rDKTtQdNa3LL2eL9PsniX+L8i5grAA5+49cr1QPgnuxHp9grORT+5oKJtLuDp4IeBTLMqa9A+9GE/8QL8vzZAAYHr3r2r23VWxh9c/jvVZy3GmsmEVCk8eOWg7T0iDDP4ghn9T0wERPbpvFsEHUgwKJVvkLr3CUQN7saGI+IDJEorCuycsJullmYs3YhRgvjAr/vvv2V5fAAuxlvpqQj6d8yQSII9EhL8KFUAlbBdRwWC7psx/nglAHM+Il0e/UYC+Tvw4Wyzebw1S4h5+o2ACDR+2r48E/GjE48icOzffAcSExMEjM0wXj+R8ZPo046eNqhsKsqR+o1SfU+qcR79xlbxpz5M0PWDwe+1g8X34G7Sf1J2e/flbuzxf7DLr0F77sl7fCagX1f28tfQ3ntg2sfpy0tb/8nFRraJ3/geageqQJTbrB0Kf+/pdMZ3OE6fEN0nsV4dsSgZ+E7KYmBuLXoGSZMUrxt2xcct/rLnWppx3aBKnDEZ3M+URbb45FxZ9p80tlF7BTYCxni836shc7lr3dw0/5qLbAEeyG3nLyOZmRmKYh+cXZFrtG4BL3Q1cRaFu5tqxaEJc1hCewGYlA3OKvwHBBXojLe9qGbytBYIVs3FiVzW1gZlltdMiJy72O8XCkqdKT40mRtiWq1yWneKDibkHeHkmA/aQBUKVFlVHZnLpuOUSKm3It38wXy9Cv3lPu4DIJHaRubmtnhPmHjbacxQG6k7uotDoVB6cqGjZ3ucwB4xEC1tk+InIpMNMdEy1Gfd7GfZ8RGGealMdglbhwoZ4aGBQeHJ9LRsJbaus7t7cNjtn0JwsDsIpfpX0Vf3Ts+qryzfvrugUkp1laqFu7eXLy99PTW9N33xwhDAB4eSSMHu7s62TLLdNHpyeDDPh4cnU0iCPgcV0hMjgkm+hNjyWrrN2vJYgi8phByTTC+cYOMER4FrliQ507GmvlDsJ5v95sviy3fTQubLz/8Odx+c/ZMvzk5c6oT8dlAegFf3tCvnu7unqq+9NkSvACwDQPCmd6FCTJ+aZ3f6+SBF9JDzHSHmx2PCcdV83jOxmOMv8sdoc/UGFI981xUYmQbVJloibGtVayNcW4sd8YaHwvGB03WZvuU7+AIHh2XavJ4iWblmbw4qJ8XIiUD7xCTfJf9Ze+M3zeDGqjWwPsWGYWSKHM0zxm2f8l6/Wkf50YHYbS8T6JlixEkPWrKQl4WsIuKycz1e72T5+cZY/q5lbLY9l0jyE7ntCvO9cGwML32GNziPYQgwCxUWMJJTNVfsQWWO3e2to7bCwFQ4OsMrEjFqCWqsYH7wUmWJcoeBNaMgWKO8Jdif5hjtR0+BfLzNNfUKys2bpmcIhyHH9pZnOx5Ys2WfpEwAD8xC+yFXStPPnKCwP9MSSRisyQ+LwpXKdWPEmQR+xltcGtTgbtLxPg7sRxiJ5PH0mbW20zCgCY0Ewpfd/P0CXocAn8uCsQtF2CmcL/npl5Wx02xsXPIiiTBvFP2ft2ZdzzudJvOBZdtFWBpgrRIh7xxcY56iJgs8eJxftBExv8qCbX6NtqbYxWCykz064Jwa1QpwxOD5ZmwVinjzVYsn6QPfqLu2PWbyhEowTVTDjlBTsosl5CgW/FGkS/cKZcrxxODgsVdvK4Yz8fjYCthIA4+rQk09aM+XJ6+j5y1YGS/ybEUEpZj2VyQK0UE1iX3U12NgSrAbGhw6uup0CUaqUUuwTPOv2yNQCiKLlBVKIhwE/WTXqMyMIkebjO/1cjWx1e3hCZiI2mwlyDbbzPpyfIU8FYlvbDOi2sQ2niZecIdiH1XrsB4A",
  },
  {
    path: "/assets/page-371d6db30d.css",
    contentType: "text/css; charset=utf-8",
    text: `@font-face {
  font-family: "Inter Variable";
  font-weight: 400 650;
  font-display: swap;
  src: url("/assets/inter-cb57f15e70.woff2") format("woff2");
}
:root {
  color-scheme: dark light;
  --bg: light-dark(#e9ecf0, #05070a);
  --panel: light-dark(#ffffff, #0d1015);
  --raise: light-dark(#f3f5f8, #141920);
  --field: light-dark(#eceff3, #1a2029);
  --line: light-dark(#e1e5ea, #1b212a);
  --line-2: light-dark(#c6cdd6, #303946);
  --edge: light-dark(#7f8a98, #667284);
  --t1: light-dark(#11151b, #e9edf3);
  --t2: light-dark(#434d5a, #aab4c2);
  --t3: light-dark(#5f6a78, #8692a2);
  --accent: light-dark(#2b57d6, #86a8ff);
  --accent-bg: light-dark(#e7edfd, #18223c);
  --up: light-dark(#00706f, #3fd0cc);
  --dn: light-dark(#b23a05, #f47f48);
  --warn: light-dark(#8a5800, #eebb4f);
  --crit: light-dark(#bd1c48, #ff7390);
  --warn-bg: light-dark(#fdf4e3, #1e1a12);
  --crit-bg: light-dark(#fcebf0, #241218);
  --mark-1: light-dark(#7796e8, #5f7fd6);
  --f-1: 0.6875rem;
  --f0: 0.75rem;
  --f1: 0.8125rem;
  --f2: 0.9375rem;
  --f3: 1.1875rem;
  --r: 5px;
  --font: "Inter Variable", Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif;
}
:root[data-theme="dark"] {
  color-scheme: dark;
}
:root[data-theme="light"] {
  color-scheme: light;
}
*,
::before,
::after {
  box-sizing: border-box;
}
html {
  font-size: 16px;
  -webkit-text-size-adjust: 100%;
  scrollbar-color: var(--line-2) transparent;
}
body {
  margin: 0;
  background: var(--bg);
  color: var(--t1);
  font: 400 var(--f0) / 1.35 var(--font);
  font-feature-settings: "ss01", "cv10";
  -webkit-font-smoothing: antialiased;
  text-rendering: optimizeLegibility;
}
h1,
h2,
h3,
p,
ol,
ul,
dl,
dd,
figure {
  margin: 0;
  padding: 0;
}
ol,
ul {
  list-style: none;
}
a {
  color: inherit;
  text-decoration: none;
}
button,
input {
  font: inherit;
  color: inherit;
}
button {
  background: none;
  border: 0;
  padding: 0;
  cursor: pointer;
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
  border-radius: var(--r);
}
[hidden][hidden] {
  display: none;
}
b,
strong {
  font-weight: 600;
}
small {
  font-size: var(--f-1);
}
code {
  font:
    500 var(--f-1) / 1.5 ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    monospace;
  background: var(--field);
  border-radius: 4px;
  padding: 2px 5px;
  overflow-wrap: anywhere;
}
kbd {
  display: inline-block;
  min-width: 18px;
  text-align: center;
  font: 500 var(--f-1) / 1 var(--font);
  color: var(--t2);
  background: var(--panel);
  border: 1px solid var(--line-2);
  border-radius: 4px;
  padding: 3px 5px;
}
.vh {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.skip {
  position: absolute;
  left: 8px;
  top: -48px;
  background: var(--accent);
  color: var(--panel);
  padding: 8px 12px;
  border-radius: var(--r);
  z-index: 9;
}
.skip:focus {
  top: 8px;
}
.sheet {
  position: absolute;
}
.i {
  width: 16px;
  height: 16px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.5;
  stroke-linecap: round;
  stroke-linejoin: round;
  flex: none;
}
.sp {
  flex: 1;
}
.up {
  color: var(--up);
}
.dn {
  color: var(--dn);
}
.warn {
  color: var(--warn);
}
.mut {
  color: var(--t3);
}
.pill {
  display: inline-flex;
  vertical-align: top;
  align-items: center;
  gap: 5px;
  font-weight: 500;
  white-space: nowrap;
}
.pill.up::before,
.pill.dn::before,
.pill.flat::before {
  content: "";
  width: 11px;
  height: 11px;
  background: currentColor;
  clip-path: polygon(
    50% 4%,
    90% 44%,
    79% 55%,
    58% 34%,
    58% 96%,
    42% 96%,
    42% 34%,
    21% 55%,
    10% 44%
  );
}
.pill.dn::before {
  rotate: 180deg;
}
.pill.flat {
  color: var(--warn);
}
.pill.flat::before {
  width: 15px;
  margin-left: -2px;
  margin-right: -2px;
  clip-path: none;
  background: radial-gradient(circle, currentColor 1.5px, #0000 2px) 0 50% / 5px 5px repeat-x;
}
.state {
  display: grid;
  justify-items: center;
  align-content: center;
  gap: 8px;
  padding: 56px 24px;
  text-align: center;
  color: var(--t2);
  font-size: var(--f1);
}
.state .i {
  width: 28px;
  height: 28px;
  stroke-width: 1.2;
  color: var(--t3);
  margin-bottom: 6px;
}
.state h1,
.state h2 {
  color: var(--t1);
  font-size: var(--f2);
  font-weight: 600;
  letter-spacing: -0.01em;
  text-wrap: balance;
}
.state p {
  max-width: 52ch;
}
.state a,
.foot a {
  color: var(--accent);
  text-decoration: underline;
  text-underline-offset: 2px;
}
.crit .i {
  color: var(--crit);
}
.top {
  min-height: 52px;
  display: grid;
  grid-template-columns: auto auto minmax(160px, 1fr) auto auto;
  align-items: center;
  gap: 16px;
  padding: 0 12px 0 14px;
  background: var(--panel);
  border-bottom: 1px solid var(--line);
}
.brand {
  display: flex;
  align-items: center;
  gap: 9px;
  font-size: var(--f2);
  font-weight: 620;
  letter-spacing: -0.02em;
  min-height: 32px;
}
.mark {
  width: 22px;
  height: 22px;
  fill: none;
}
.m0 {
  stroke: var(--t1);
  stroke-width: 2;
  stroke-linecap: round;
}
.m1 {
  fill: var(--mark-1);
}
.m2 {
  fill: var(--accent);
}
.m3 {
  fill: var(--up);
}
.sim {
  display: inline-flex;
  align-items: center;
  gap: 6px;
  height: 26px;
  padding: 0 10px 0 8px;
  border: 1.5px solid var(--warn);
  border-radius: var(--r);
  background: var(--warn-bg);
  color: var(--warn);
  font-size: var(--f-1);
  font-weight: 650;
  letter-spacing: 0.06em;
  text-transform: uppercase;
  white-space: nowrap;
}
.sim .i {
  width: 14px;
  height: 14px;
}
.is-sim body::before {
  content: "";
  display: block;
  height: 4px;
  background: repeating-linear-gradient(
    -45deg,
    var(--warn) 0 8px,
    color-mix(in oklab, var(--warn) 25%, var(--panel)) 8px 16px
  );
}
.find {
  grid-column: 3;
  justify-self: center;
  width: min(340px, 100%);
  height: 32px;
  display: flex;
  align-items: center;
  gap: 8px;
  padding: 0 6px 0 10px;
  background: var(--field);
  border: 1px solid var(--edge);
  border-radius: 6px;
  color: var(--t3);
  font-size: var(--f1);
}
.find:focus-within {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}
.find input {
  flex: 1;
  min-width: 0;
  height: 100%;
  padding: 0;
  border: 0;
  outline: 0;
  background: none;
  color: var(--t1);
  appearance: none;
}
.find input::placeholder {
  color: var(--t3);
  opacity: 1;
}
.find input::-webkit-search-cancel-button {
  display: none;
}
.find .clear {
  display: grid;
  place-items: center;
  width: 24px;
  height: 24px;
}
.find:focus-within kbd {
  visibility: hidden;
}
.sess {
  display: flex;
  align-items: center;
  gap: 9px;
  white-space: nowrap;
}
.dot {
  width: 7px;
  height: 7px;
  border-radius: 50%;
  background: var(--t3);
}
.s-regular .dot {
  background: var(--up);
  box-shadow: 0 0 0 3px color-mix(in oklab, var(--up) 18%, var(--panel));
}
.s-premarket .dot,
.s-postmarket .dot {
  background: none;
  border: 2px solid var(--warn);
}
.s-closed .dot {
  background: none;
  border: 2px solid var(--edge);
}
.sess b {
  display: block;
  line-height: 1.25;
}
.sess small {
  display: block;
  color: var(--t3);
  line-height: 1.25;
}
.ics {
  display: flex;
  min-width: 64px;
  justify-content: flex-end;
}
.icb {
  width: 32px;
  height: 32px;
  display: grid;
  place-items: center;
  border-radius: 6px;
  color: var(--t2);
  cursor: pointer;
}
.icb:hover {
  background: var(--raise);
  color: var(--t1);
}
.note {
  display: flex;
  align-items: center;
  gap: 9px;
  padding: 7px 14px;
  background: var(--panel);
  border-bottom: 1px solid var(--line);
  color: var(--t2);
}
.note.warn {
  background: var(--warn-bg);
  color: var(--warn);
}
.note progress {
  flex: 1;
  max-width: 320px;
  height: 6px;
  appearance: none;
  border: 0;
  border-radius: 3px;
  background: var(--field);
  overflow: hidden;
}
.note progress::-webkit-progress-bar {
  background: var(--field);
}
.note progress::-webkit-progress-value {
  background: var(--accent);
  border-radius: 3px;
}
.note progress::-moz-progress-bar {
  background: var(--accent);
}
.note.crit {
  position: fixed;
  z-index: 8;
  left: 50%;
  bottom: 36px;
  width: max-content;
  max-width: calc(100vw - 24px);
  transform: translateX(-50%);
  border: 1px solid var(--crit);
  border-radius: var(--r);
  background: var(--crit-bg);
  color: var(--crit);
  font-weight: 520;
}
[data-busy] body::after {
  content: "";
  position: fixed;
  inset: 0 0 auto;
  height: 2px;
  background: var(--accent);
}
@media (min-width: 1220px) {
  body {
    display: grid;
    grid-template-rows: auto auto minmax(0, 1fr) auto;
    height: 100dvh;
  }
  .is-sim body {
    grid-template-rows: auto auto auto minmax(0, 1fr) auto;
  }
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 505px;
    gap: 1px;
    background: var(--line);
    min-height: 0;
  }
  .board {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .rows {
    flex: 1;
    overflow: auto;
    min-height: 0;
  }
}
main.alone {
  display: grid;
  place-items: center;
  background: var(--panel);
}
.board {
  background: var(--panel);
  container: board / inline-size;
  position: relative;
}
.rows:focus {
  outline: none;
}
.tabs {
  position: relative;
  display: flex;
  height: 40px;
  padding: 0 8px 0 4px;
  border-bottom: 1px solid var(--line);
  gap: 2px;
  overflow-x: auto;
  scrollbar-width: none;
}
.tabs a {
  flex: none;
  display: flex;
  align-items: center;
  gap: 7px;
  padding: 2px 10px 0;
  font-size: var(--f1);
  font-weight: 520;
  color: var(--t2);
  border-bottom: 2px solid transparent;
  margin-bottom: -1px;
}
.tabs a:hover {
  color: var(--t1);
}
.tabs a:focus-visible {
  outline-offset: -3px;
}
.tabs a[aria-current] {
  color: var(--t1);
  border-color: var(--accent);
}
.tabs em {
  font-style: normal;
  font-size: var(--f-1);
  color: var(--t3);
  background: var(--field);
  border-radius: 8px;
  padding: 0 6px;
  line-height: 17px;
}
.tools {
  display: flex;
  align-items: center;
  gap: 8px 12px;
  padding: 7px 12px;
  min-height: 41px;
  border-bottom: 1px solid var(--line);
}
.chips {
  display: flex;
  flex-wrap: wrap;
  gap: 5px 4px;
}
.chip {
  height: 26px;
  padding: 0 9px;
  border-radius: 13px;
  background: var(--field);
  color: var(--t2);
  font-weight: 500;
  display: inline-flex;
  align-items: center;
  gap: 5px;
  white-space: nowrap;
}
.chip:hover {
  color: var(--t1);
}
.chip em {
  font-style: normal;
  color: var(--t3);
  font-weight: 450;
}
.chip[aria-current] {
  background: var(--accent-bg);
  color: var(--accent);
  box-shadow: inset 0 0 0 1px var(--accent);
}
.chip[aria-current] em {
  color: inherit;
}
.seg {
  display: inline-flex;
  background: var(--field);
  border-radius: var(--r);
  padding: 2px;
  gap: 1px;
}
.seg a {
  height: 24px;
  min-width: 30px;
  padding: 0 8px;
  border-radius: 4px;
  color: var(--t2);
  font-weight: 500;
  display: grid;
  place-items: center;
}
.seg a[aria-current] {
  background: var(--panel);
  color: var(--t1);
  box-shadow: 0 0 0 1px var(--edge);
}
.foot {
  padding: 12px 14px 20px;
  color: var(--t3);
  display: grid;
  gap: 4px;
}
.stat {
  min-height: 26px;
  display: flex;
  align-items: center;
  gap: 4px 18px;
  padding: 0 14px;
  background: var(--panel);
  border-top: 1px solid var(--line);
  font-size: var(--f-1);
  color: var(--t3);
  white-space: nowrap;
  overflow: hidden;
}
.stat b {
  font-weight: 500;
  color: var(--t2);
}
.stat .i {
  width: 12px;
  height: 12px;
}
.stat .f .i {
  vertical-align: -2px;
  margin-right: 4px;
}
.stat .wa,
.stat .wa b {
  color: var(--warn);
}
.stat kbd {
  padding: 1px 4px;
  min-width: 0;
  font-size: 10px;
  margin: 0 3px 0 6px;
}
.stat kbd + kbd {
  margin-left: 0;
}
.live::before {
  content: "";
  display: inline-block;
  width: 7px;
  height: 7px;
  border-radius: 50%;
  margin-right: 7px;
  border: 1.5px solid var(--edge);
}
[data-link="live"] .live::before {
  border-color: var(--up);
  background: var(--up);
}
[data-link="gone"] .live {
  color: var(--crit);
  font-weight: 600;
}
[data-link="gone"] .live::before {
  border-color: var(--crit);
}
[data-link="gone"] main {
  opacity: 0.6;
}
.pause {
  display: inline-flex;
  align-items: center;
  gap: 5px;
  min-height: 24px;
  padding: 0 6px;
  margin: 0 -10px;
  border-radius: 4px;
  color: var(--t2);
}
.pause:hover {
  background: var(--raise);
  color: var(--t1);
}
table {
  border-collapse: separate;
  border-spacing: 0;
  width: 100%;
}
.num {
  text-align: right;
}
.num,
.gv,
.live,
.chip em,
.tabs em {
  font-variant-numeric: tabular-nums;
}
thead th {
  width: 104px;
  position: sticky;
  top: 0;
  z-index: 1;
  background: var(--panel);
  text-align: left;
  padding: 0;
  font-weight: 500;
  border-bottom: 1px solid var(--line);
}
thead .num {
  width: 86px;
}
thead th:first-child {
  width: 84px;
}
thead th:nth-child(2) {
  width: 152px;
}
.h {
  height: 30px;
  padding: 0 12px;
  font-size: var(--f-1);
  color: var(--t3);
  display: flex;
  align-items: center;
  gap: 4px;
  white-space: nowrap;
}
.num .h {
  justify-content: flex-end;
}
a.h:hover,
[aria-sort] .h {
  color: var(--t1);
}
a.h:focus-visible {
  outline-offset: -3px;
}
.h .i {
  width: 10px;
  height: 10px;
  margin-right: -2px;
}
td,
tbody th {
  padding: 0 12px;
  height: 30px;
  border-bottom: 1px solid var(--line);
  white-space: nowrap;
  font-size: var(--f1);
  line-height: 24px;
  font-weight: 400;
  text-align: left;
}
tbody tr {
  cursor: pointer;
}
tbody th a {
  display: block;
  width: fit-content;
  min-width: 24px;
  font-weight: 600;
  line-height: 24px;
}
tbody tr:hover > * {
  background: var(--raise);
}
tbody tr.sel > * {
  background: var(--accent-bg);
}
tbody tr.sel > th {
  box-shadow: inset 2px 0 var(--accent);
}
tbody tr:focus-within {
  outline: 2px solid var(--accent);
  outline-offset: -2px;
}
tbody th a:focus-visible {
  outline: none;
}
.w2,
.w3,
.w4 {
  display: none;
}
.m {
  display: block;
  font-size: var(--f-1);
  line-height: 16px;
}
@container board (min-width: 700px) {
  .w2 {
    display: table-cell;
  }
  .m {
    display: none;
  }
}
@container board (min-width: 880px) {
  .w3 {
    display: table-cell;
  }
}
@container board (min-width: 1010px) {
  .w4 {
    display: table-cell;
  }
}
.dots {
  display: block;
  width: 100px;
  height: 10px;
  overflow: visible;
}
.dots path {
  stroke-linecap: round;
  fill: none;
}
.d-off {
  stroke: var(--edge);
  stroke-width: 1.1;
}
.d-low {
  stroke: var(--warn);
  stroke-width: 1.2;
}
.d-on {
  stroke: var(--warn);
  stroke-width: 5;
}
.d-high {
  stroke: var(--warn);
  stroke-width: 7.5;
}
.dots .d-up {
  fill: var(--up);
}
.dots .d-dn {
  fill: var(--dn);
}
.spark {
  display: block;
  width: 72px;
  height: 18px;
  overflow: visible;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.25;
  stroke-linejoin: round;
}
.gauge {
  width: 56px;
  height: 10px;
  vertical-align: middle;
  margin-right: 10px;
  fill: currentColor;
  color: var(--t1);
}
.g0 {
  stroke: var(--line-2);
  stroke-width: 3;
}
.g1 {
  stroke: var(--edge);
  stroke-width: 1;
}
.gv {
  display: inline-block;
  min-width: 3.5ch;
}
@media (prefers-reduced-motion: no-preference) {
  .is-new > * {
    animation: fresh 2s ease-out;
  }
  @keyframes fresh {
    from {
      background: var(--accent-bg);
    }
  }
}
.long,
.long thead,
.long tbody {
  display: block;
}
.long thead {
  position: sticky;
  top: 0;
  z-index: 1;
}
.long tbody {
  content-visibility: auto;
  contain-intrinsic-size: auto 3000px;
}
.long tr {
  display: flex;
}
.long th,
.long td {
  flex: 1 1 104px;
  min-width: 0;
  line-height: 29px;
}
.long th a {
  line-height: 29px;
}
.long .num {
  flex-basis: 86px;
}
.long th:first-child {
  flex-basis: 84px;
}
.long tr > :nth-child(2) {
  flex-basis: 152px;
}
.long .dots {
  margin-top: 10px;
}
dialog {
  width: min(420px, calc(100vw - 32px));
  padding: 4px 4px 16px;
  border: 1px solid var(--line-2);
  border-radius: 8px;
  background: var(--panel);
  color: var(--t1);
}
dialog::backdrop {
  background: rgb(0 0 0 / 55%);
}
dialog h2 {
  font-size: var(--f2);
  font-weight: 620;
}
dialog > p {
  padding: 8px 14px 0;
}
dialog label {
  display: inline-flex;
  align-items: center;
  gap: 8px;
  min-height: 24px;
}
dialog input {
  accent-color: var(--accent);
  width: 16px;
  height: 16px;
}
.keys {
  padding: 0 14px;
  display: grid;
  gap: 6px;
}
.keys div {
  display: grid;
  grid-template-columns: 96px 1fr;
  align-items: center;
}
.keys dt {
  display: flex;
  gap: 4px;
  color: var(--t3);
}
.details {
  background: var(--panel);
  overflow: hidden auto;
  overscroll-behavior: contain;
}
.hd {
  display: flex;
  align-items: center;
  gap: 10px;
  min-height: 44px;
  padding: 0 8px 0 14px;
}
.sym {
  position: sticky;
  top: 0;
  z-index: 1;
  background: var(--panel);
  align-items: center;
}
.sym h2 {
  font-size: var(--f3);
  font-weight: 640;
  letter-spacing: -0.02em;
  line-height: 1.3;
}
.sym h2:focus {
  outline: none;
}
.sym .mut {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.sym .pill {
  font-size: var(--f1);
  font-weight: 600;
}
.why {
  padding: 2px 14px 12px;
  font-size: var(--f1);
  line-height: 1.45;
  text-wrap: pretty;
  overflow-wrap: anywhere;
}
.chart {
  border-block: 1px solid var(--line);
  padding: 0 12px;
  line-height: 0;
}
.chart img {
  display: block;
  width: 100%;
  height: auto;
}
.details section {
  padding: 12px 14px 14px;
  border-bottom: 1px solid var(--line);
}
.details section:last-child {
  border-bottom: 0;
}
.details h3 {
  font-size: var(--f0);
  font-weight: 600;
  margin-bottom: 8px;
}
.kv {
  display: grid;
  grid-template-columns: repeat(3, minmax(0, 1fr));
  gap: 9px 16px;
}
.kv dt {
  font-size: var(--f-1);
  color: var(--t3);
}
.kv dd {
  font-weight: 520;
  margin-top: 1px;
  overflow-wrap: anywhere;
}
.id {
  margin-top: 12px;
  color: var(--t3);
}
.others {
  display: grid;
  gap: 4px;
}
.others li {
  display: flex;
  justify-content: space-between;
  align-items: center;
  min-height: 24px;
}
.others a {
  line-height: 24px;
  text-decoration: underline;
  text-decoration-color: var(--line-2);
  text-underline-offset: 3px;
}
.others a:hover {
  text-decoration-color: currentColor;
}
.ledger {
  display: grid;
  gap: 7px;
}
.ledger li {
  display: grid;
  grid-template-columns: 150px 1fr auto;
  align-items: center;
  gap: 8px;
}
@media (max-width: 1219px) {
  .details {
    display: none;
  }
  main[data-chosen] .details {
    display: block;
    position: fixed;
    z-index: 5;
    inset: 0 0 0 auto;
    width: min(530px, 100%);
    border-left: 1px solid var(--line-2);
  }
  html:has(main[data-chosen]) {
    overflow: hidden;
  }
  main:not([data-chosen]) tbody tr.sel > * {
    background: none;
    box-shadow: none;
  }
  .board {
    min-height: calc(100vh - 110px);
  }
  main[data-chosen] .board {
    opacity: 0.35;
  }
  thead th {
    top: 0;
  }
  .stat {
    flex-wrap: wrap;
    padding: 6px 14px;
    white-space: normal;
  }
  .stat .sp,
  .hint {
    display: none;
  }
}
@media (min-width: 1220px) {
  .close,
  .sym .sim {
    display: none;
  }
}
@media (max-width: 1320px) {
  .stat .hint {
    display: none;
  }
}
@media (max-width: 900px) {
  .top {
    grid-template-columns: auto 1fr auto auto;
    gap: 10px 14px;
    padding-block: 9px;
  }
  .find {
    grid-column: 1 / -1;
    grid-row: 2;
    width: 100%;
    height: 40px;
  }
  .sim {
    justify-self: start;
  }
  .find kbd {
    display: none;
  }
  .sess {
    grid-column: 3;
  }
  .ics {
    grid-column: 4;
  }
}
@media (max-width: 699px) {
  .top {
    grid-template-columns: auto 1fr auto;
  }
  .sess {
    grid-column: 1 / -1;
    grid-row: 3;
    display: flex;
    white-space: normal;
  }
  .sess div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: baseline;
  }
  .ics {
    grid-column: 3;
  }
  .sim-l,
  .sym .mut {
    display: none;
  }
  tbody th a {
    font-size: var(--f2);
  }
  .icb {
    width: 40px;
    height: 40px;
  }
  .tabs {
    height: 46px;
  }
  .tools {
    flex-wrap: wrap;
    padding: 9px 12px;
  }
  .chips {
    gap: 8px 6px;
  }
  .chip {
    height: 34px;
    padding: 0 12px;
    border-radius: 17px;
  }
  .seg a {
    height: 32px;
  }
  td,
  tbody th,
  .h {
    padding-inline: 8px;
  }
  td,
  tbody th {
    height: 54px;
    line-height: 20px;
  }
  .h {
    height: 36px;
  }
  .kv {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .ledger li {
    grid-template-columns: 84px 1fr auto;
  }
  .chart {
    padding: 0;
  }
}
@media (max-width: 359px) {
  td,
  tbody th,
  .h {
    padding-inline: 5px;
  }
  .brand span {
    display: none;
  }
}
@media (forced-colors: active) {
  .dot,
  .pill::before,
  .live::before,
  .dots path,
  .g0,
  .g1,
  .m1,
  .m2,
  .m3 {
    forced-color-adjust: none;
  }
  tbody tr.sel > th {
    border-left: 4px solid Highlight;
  }
  .tabs a[aria-current],
  .chip[aria-current],
  .seg a[aria-current] {
    outline: 2px solid Highlight;
    outline-offset: -2px;
  }
}
@media print {
  .find,
  .ics,
  .pause,
  .skip {
    display: none;
  }
}
`,
  },
  {
    path: "/assets/api-d9e64aaebb.css",
    contentType: "text/css; charset=utf-8",
    text: `@font-face {
  font-family: "Inter Variable";
  font-weight: 400 650;
  font-display: swap;
  src: url("/assets/inter-cb57f15e70.woff2") format("woff2");
}
:root {
  color-scheme: dark light;
  --bg: light-dark(#e9ecf0, #05070a);
  --panel: light-dark(#ffffff, #0d1015);
  --raise: light-dark(#f3f5f8, #141920);
  --field: light-dark(#eceff3, #1a2029);
  --line: light-dark(#e1e5ea, #1b212a);
  --line-2: light-dark(#c6cdd6, #303946);
  --edge: light-dark(#7f8a98, #667284);
  --t1: light-dark(#11151b, #e9edf3);
  --t2: light-dark(#434d5a, #aab4c2);
  --t3: light-dark(#5f6a78, #8692a2);
  --accent: light-dark(#2b57d6, #86a8ff);
  --accent-bg: light-dark(#e7edfd, #18223c);
  --up: light-dark(#00706f, #3fd0cc);
  --dn: light-dark(#b23a05, #f47f48);
  --warn: light-dark(#8a5800, #eebb4f);
  --crit: light-dark(#bd1c48, #ff7390);
  --warn-bg: light-dark(#fdf4e3, #1e1a12);
  --crit-bg: light-dark(#fcebf0, #241218);
  --mark-1: light-dark(#7796e8, #5f7fd6);
  --f-1: 0.6875rem;
  --f0: 0.75rem;
  --f1: 0.8125rem;
  --f2: 0.9375rem;
  --f3: 1.1875rem;
  --r: 5px;
  --font: "Inter Variable", Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif;
}
:root[data-theme="dark"] {
  color-scheme: dark;
}
:root[data-theme="light"] {
  color-scheme: light;
}
*,
::before,
::after {
  box-sizing: border-box;
}
html {
  font-size: 16px;
  -webkit-text-size-adjust: 100%;
  scrollbar-color: var(--line-2) transparent;
}
body {
  margin: 0;
  background: var(--bg);
  color: var(--t1);
  font: 400 var(--f0) / 1.35 var(--font);
  font-feature-settings: "ss01", "cv10";
  -webkit-font-smoothing: antialiased;
  text-rendering: optimizeLegibility;
}
h1,
h2,
h3,
p,
ol,
ul,
dl,
dd,
figure {
  margin: 0;
  padding: 0;
}
ol,
ul {
  list-style: none;
}
a {
  color: inherit;
  text-decoration: none;
}
button,
input {
  font: inherit;
  color: inherit;
}
button {
  background: none;
  border: 0;
  padding: 0;
  cursor: pointer;
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
  border-radius: var(--r);
}
[hidden][hidden] {
  display: none;
}
b,
strong {
  font-weight: 600;
}
small {
  font-size: var(--f-1);
}
code {
  font:
    500 var(--f-1) / 1.5 ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    monospace;
  background: var(--field);
  border-radius: 4px;
  padding: 2px 5px;
  overflow-wrap: anywhere;
}
kbd {
  display: inline-block;
  min-width: 18px;
  text-align: center;
  font: 500 var(--f-1) / 1 var(--font);
  color: var(--t2);
  background: var(--panel);
  border: 1px solid var(--line-2);
  border-radius: 4px;
  padding: 3px 5px;
}
.vh {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.skip {
  position: absolute;
  left: 8px;
  top: -48px;
  background: var(--accent);
  color: var(--panel);
  padding: 8px 12px;
  border-radius: var(--r);
  z-index: 9;
}
.skip:focus {
  top: 8px;
}
.sheet {
  position: absolute;
}
.i {
  width: 16px;
  height: 16px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.5;
  stroke-linecap: round;
  stroke-linejoin: round;
  flex: none;
}
.sp {
  flex: 1;
}
.up {
  color: var(--up);
}
.dn {
  color: var(--dn);
}
.warn {
  color: var(--warn);
}
.mut {
  color: var(--t3);
}
.pill {
  display: inline-flex;
  vertical-align: top;
  align-items: center;
  gap: 5px;
  font-weight: 500;
  white-space: nowrap;
}
.pill.up::before,
.pill.dn::before,
.pill.flat::before {
  content: "";
  width: 11px;
  height: 11px;
  background: currentColor;
  clip-path: polygon(
    50% 4%,
    90% 44%,
    79% 55%,
    58% 34%,
    58% 96%,
    42% 96%,
    42% 34%,
    21% 55%,
    10% 44%
  );
}
.pill.dn::before {
  rotate: 180deg;
}
.pill.flat {
  color: var(--warn);
}
.pill.flat::before {
  width: 15px;
  margin-left: -2px;
  margin-right: -2px;
  clip-path: none;
  background: radial-gradient(circle, currentColor 1.5px, #0000 2px) 0 50% / 5px 5px repeat-x;
}
.state {
  display: grid;
  justify-items: center;
  align-content: center;
  gap: 8px;
  padding: 56px 24px;
  text-align: center;
  color: var(--t2);
  font-size: var(--f1);
}
.state .i {
  width: 28px;
  height: 28px;
  stroke-width: 1.2;
  color: var(--t3);
  margin-bottom: 6px;
}
.state h1,
.state h2 {
  color: var(--t1);
  font-size: var(--f2);
  font-weight: 600;
  letter-spacing: -0.01em;
  text-wrap: balance;
}
.state p {
  max-width: 52ch;
}
.state a,
.foot a {
  color: var(--accent);
  text-decoration: underline;
  text-underline-offset: 2px;
}
.crit .i {
  color: var(--crit);
}
.top {
  min-height: 52px;
  display: grid;
  grid-template-columns: auto auto minmax(160px, 1fr) auto auto;
  align-items: center;
  gap: 16px;
  padding: 0 12px 0 14px;
  background: var(--panel);
  border-bottom: 1px solid var(--line);
}
.brand {
  display: flex;
  align-items: center;
  gap: 9px;
  font-size: var(--f2);
  font-weight: 620;
  letter-spacing: -0.02em;
  min-height: 32px;
}
.mark {
  width: 22px;
  height: 22px;
  fill: none;
}
.m0 {
  stroke: var(--t1);
  stroke-width: 2;
  stroke-linecap: round;
}
.m1 {
  fill: var(--mark-1);
}
.m2 {
  fill: var(--accent);
}
.m3 {
  fill: var(--up);
}
.sim {
  display: inline-flex;
  align-items: center;
  gap: 6px;
  height: 26px;
  padding: 0 10px 0 8px;
  border: 1.5px solid var(--warn);
  border-radius: var(--r);
  background: var(--warn-bg);
  color: var(--warn);
  font-size: var(--f-1);
  font-weight: 650;
  letter-spacing: 0.06em;
  text-transform: uppercase;
  white-space: nowrap;
}
.sim .i {
  width: 14px;
  height: 14px;
}
.is-sim body::before {
  content: "";
  display: block;
  height: 4px;
  background: repeating-linear-gradient(
    -45deg,
    var(--warn) 0 8px,
    color-mix(in oklab, var(--warn) 25%, var(--panel)) 8px 16px
  );
}
.find {
  grid-column: 3;
  justify-self: center;
  width: min(340px, 100%);
  height: 32px;
  display: flex;
  align-items: center;
  gap: 8px;
  padding: 0 6px 0 10px;
  background: var(--field);
  border: 1px solid var(--edge);
  border-radius: 6px;
  color: var(--t3);
  font-size: var(--f1);
}
.find:focus-within {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}
.find input {
  flex: 1;
  min-width: 0;
  height: 100%;
  padding: 0;
  border: 0;
  outline: 0;
  background: none;
  color: var(--t1);
  appearance: none;
}
.find input::placeholder {
  color: var(--t3);
  opacity: 1;
}
.find input::-webkit-search-cancel-button {
  display: none;
}
.find .clear {
  display: grid;
  place-items: center;
  width: 24px;
  height: 24px;
}
.find:focus-within kbd {
  visibility: hidden;
}
.sess {
  display: flex;
  align-items: center;
  gap: 9px;
  white-space: nowrap;
}
.dot {
  width: 7px;
  height: 7px;
  border-radius: 50%;
  background: var(--t3);
}
.s-regular .dot {
  background: var(--up);
  box-shadow: 0 0 0 3px color-mix(in oklab, var(--up) 18%, var(--panel));
}
.s-premarket .dot,
.s-postmarket .dot {
  background: none;
  border: 2px solid var(--warn);
}
.s-closed .dot {
  background: none;
  border: 2px solid var(--edge);
}
.sess b {
  display: block;
  line-height: 1.25;
}
.sess small {
  display: block;
  color: var(--t3);
  line-height: 1.25;
}
.ics {
  display: flex;
  min-width: 64px;
  justify-content: flex-end;
}
.icb {
  width: 32px;
  height: 32px;
  display: grid;
  place-items: center;
  border-radius: 6px;
  color: var(--t2);
  cursor: pointer;
}
.icb:hover {
  background: var(--raise);
  color: var(--t1);
}
.note {
  display: flex;
  align-items: center;
  gap: 9px;
  padding: 7px 14px;
  background: var(--panel);
  border-bottom: 1px solid var(--line);
  color: var(--t2);
}
.note.warn {
  background: var(--warn-bg);
  color: var(--warn);
}
.note progress {
  flex: 1;
  max-width: 320px;
  height: 6px;
  appearance: none;
  border: 0;
  border-radius: 3px;
  background: var(--field);
  overflow: hidden;
}
.note progress::-webkit-progress-bar {
  background: var(--field);
}
.note progress::-webkit-progress-value {
  background: var(--accent);
  border-radius: 3px;
}
.note progress::-moz-progress-bar {
  background: var(--accent);
}
.note.crit {
  position: fixed;
  z-index: 8;
  left: 50%;
  bottom: 36px;
  width: max-content;
  max-width: calc(100vw - 24px);
  transform: translateX(-50%);
  border: 1px solid var(--crit);
  border-radius: var(--r);
  background: var(--crit-bg);
  color: var(--crit);
  font-weight: 520;
}
[data-busy] body::after {
  content: "";
  position: fixed;
  inset: 0 0 auto;
  height: 2px;
  background: var(--accent);
}
.top {
  display: flex;
  flex-wrap: nowrap;
  position: sticky;
  top: 0;
  z-index: 5;
}
.top .sp {
  flex: 1;
}
.api-link {
  color: var(--accent);
  white-space: nowrap;
  text-decoration: underline;
  text-underline-offset: 2px;
}
.api-link {
  display: inline-flex;
  align-items: center;
  min-height: 32px;
}
.api {
  display: grid;
  grid-template-columns: 296px minmax(0, 1fr);
  align-items: start;
  max-width: 1440px;
  margin: 0 auto;
}
.api-nav {
  position: sticky;
  top: 52px;
  max-height: calc(100vh - 52px);
  overflow-y: auto;
  padding: 12px 8px 24px 14px;
}
.api-nav h2 {
  margin: 14px 6px 4px;
  color: var(--t3);
  font-size: var(--f-1);
  font-weight: 600;
}
.api-nav a {
  display: flex;
  align-items: center;
  gap: 8px;
  min-height: 28px;
  padding: 2px 6px;
  border-radius: var(--r);
  color: var(--t2);
  overflow-wrap: anywhere;
}
.api-nav a:hover {
  background: var(--raise);
  color: var(--t1);
}
.api-main {
  min-width: 0;
  padding: 20px 24px 64px;
  background: var(--panel);
  border-left: 1px solid var(--line);
  font-size: var(--f1);
  line-height: 1.5;
}
.api-main h1 {
  font-size: var(--f3);
  font-weight: 620;
  letter-spacing: -0.02em;
}
.api-main p {
  max-width: 76ch;
  margin-top: 8px;
  color: var(--t2);
}
.api-main section > h2 {
  margin-top: 32px;
  font-size: var(--f2);
  font-weight: 620;
}
.api-main article {
  margin-top: 12px;
  padding-top: 14px;
  border-top: 1px solid var(--line);
  scroll-margin-top: 60px;
}
.api-main h3 {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 8px;
  font-size: var(--f1);
  font-weight: 600;
}
.api-main h4 {
  margin-top: 12px;
  font-size: var(--f0);
  font-weight: 600;
}
.api-path {
  overflow-wrap: anywhere;
}
.api-m {
  flex: none;
  min-width: 46px;
  padding: 2px 5px;
  border: 1px solid var(--edge);
  border-radius: 4px;
  color: var(--t2);
  font-size: var(--f-1);
  font-weight: 600;
  line-height: 1.2;
  text-align: center;
}
.m-put,
.m-patch {
  border-color: var(--warn);
  color: var(--warn);
}
.m-delete {
  border-color: var(--crit);
  color: var(--crit);
}
.api-s {
  margin-top: 10px;
  overflow-x: auto;
  border: 1px solid var(--line);
  border-radius: var(--r);
}
.api-t {
  width: 100%;
  min-width: 460px;
  border-collapse: collapse;
  font-size: var(--f0);
}
.api-t th,
.api-t td {
  padding: 6px 10px;
  text-align: left;
  vertical-align: top;
  font-weight: 400;
  line-height: 1.5;
  color: var(--t2);
}
.api-t th[scope="row"] {
  width: 1%;
}
.api-t thead th,
.api-t code {
  white-space: nowrap;
}
.api-t thead th {
  background: var(--raise);
  color: var(--t3);
  font-size: var(--f-1);
}
.api-t tbody tr {
  border-top: 1px solid var(--line);
}
.api-d {
  margin-top: 10px;
}
.api-d summary {
  width: max-content;
  padding: 4px 8px 4px 0;
  color: var(--accent);
  cursor: pointer;
}
.api-x {
  margin: 10px 0 0;
  padding: 10px 12px;
  max-height: 420px;
  overflow: auto;
  background: var(--field);
  border-radius: var(--r);
  color: var(--t1);
  font:
    400 var(--f0) / 1.5 ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    monospace;
}
.api-try {
  display: flex;
  flex-wrap: wrap;
  align-items: end;
  gap: 8px 10px;
  margin-top: 12px;
}
.api-try label {
  display: block;
  color: var(--t3);
  font-size: var(--f-1);
}
.api-try input,
.api-try select {
  width: 132px;
  height: 30px;
  padding: 0 8px;
  background: var(--field);
  border: 1px solid var(--edge);
  border-radius: var(--r);
  color: var(--t1);
  font: inherit;
}
.api-try input::placeholder {
  color: var(--t3);
  opacity: 1;
}
.api-b {
  height: 30px;
  padding: 0 16px;
  border: 1px solid var(--accent);
  border-radius: var(--r);
  background: var(--accent-bg);
  color: var(--accent);
  font-weight: 600;
}
@media (max-width: 900px) {
  .api {
    grid-template-columns: minmax(0, 1fr);
  }
  .api-nav {
    position: static;
    max-height: none;
    columns: 2;
  }
  .api-nav h2,
  .api-nav li {
    break-inside: avoid;
  }
  .api-main {
    border-left: 0;
    padding: 16px 14px 48px;
  }
}
@media (max-width: 560px) {
  .sim-l {
    display: none;
  }
  .api-nav {
    columns: 1;
  }
  .api-try div,
  .api-try input,
  .api-try select {
    width: 100%;
  }
}
@media (max-width: 359px) {
  .brand span {
    display: none;
  }
}
`,
  },
  {
    path: "/assets/page-0429deaf8d.js",
    contentType: "text/javascript; charset=utf-8",
    text: `function byId(id) {
  const element = document.getElementById(id);
  if (element === null)
    throw new Error(\`the page has no part "\${id}"\`);
  return element;
}
var wideScreen = matchMedia("(min-width: 1220px)");
var openSymbol = null;
function layOutDetails() {
  const details = byId("details");
  const isChosen = details.hasAttribute("data-chosen");
  const isOver = isChosen && !wideScreen.matches;
  for (const id of ["board", "top", "stat"])
    byId(id).inert = isOver;
  const symbol = isChosen ? details.getAttribute("data-key") : null;
  if (isOver && symbol !== openSymbol) {
    details.scrollTop = 0;
    byId("details-title").focus({ preventScroll: true });
  }
  if (!isOver && openSymbol !== null && document.activeElement === document.body) {
    focusRow(openSymbol);
  }
  openSymbol = isOver ? symbol : null;
}
function watchWidth() {
  wideScreen.addEventListener("change", layOutDetails);
  layOutDetails();
}
function closeLink() {
  return openSymbol === null ? null : byId("details").querySelector("a[data-close]");
}
function focusRow(symbol) {
  const row = byId("rows").querySelector(\`tr[data-key="\${CSS.escape(symbol)}"] th a\`);
  if (row instanceof HTMLElement)
    row.focus({ preventScroll: true });
}
var themeKey = "l2t.theme";
var keysKey = "l2t.keys";
function storedTheme() {
  const theme = read(themeKey);
  return theme === "dark" || theme === "light" ? theme : null;
}
function storeTheme(theme) {
  write(themeKey, theme);
}
function areKeysOn() {
  return read(keysKey) !== "off";
}
function storeKeys(state) {
  write(keysKey, state);
}
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {}
}
function startHelp() {
  byId("help-open").addEventListener("click", openHelp);
  const box = byId("keys-on");
  box.checked = areKeysOn();
  box.addEventListener("change", () => storeKeys(box.checked ? "on" : "off"));
  dialog().addEventListener("click", (event) => {
    if (event.target === dialog())
      dialog().close();
  });
}
function openHelp() {
  if (!dialog().open)
    dialog().showModal();
}
function dialog() {
  return byId("help");
}
function say(text) {
  byId("said").textContent = text;
}
var texts = {
  live: "Live",
  paused: "Paused",
  gone: "No connection"
};
var state = "live";
var seenAt = new Date;
function linkState() {
  return state;
}
function markAnswered() {
  const wasGone = state === "gone";
  seenAt = new Date;
  if (wasGone) {
    say("The server answers again.");
    hideTrouble();
  }
  if (state !== "paused")
    show("live");
}
function markPaused(isPaused) {
  show(isPaused ? "paused" : "live");
}
function markGone() {
  if (state === "gone")
    return;
  show("gone");
  const text = \`The server has not answered since \${clockText(seenAt)}. What you see is from then.\`;
  showTrouble(\`\${text} Trying again by itself.\`);
}
function showTrouble(text) {
  const banner = byId("gone");
  banner.textContent = text;
  banner.hidden = false;
}
function hideTrouble() {
  byId("gone").hidden = true;
}
function show(next) {
  state = next;
  document.documentElement.dataset["link"] = next;
  const live = byId("live");
  live.textContent = next === "live" ? \`\${texts.live} \${clockText(seenAt)}\` : texts[next];
}
function clockText(at) {
  return at.toTimeString().slice(0, 8);
}
var timeoutMs = 1e4;
var versions = new Map;
var versionsMax = 50;
var factory = globalThis.trustedTypes;
var policy = factory?.createPolicy("l2t", { createHTML: (text) => text }) ?? {
  createHTML: (text) => text
};
async function loadPage(address, options) {
  const url = options.part === "all" ? address : withPart(address, options.part);
  const headers = { Accept: "text/html" };
  const version = versions.get(url);
  if (options.isRefresh && version !== undefined)
    headers["If-None-Match"] = version;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, { headers, signal, cache: "no-store" });
    if (response.status === 304) {
      markAnswered();
      return { kind: "same" };
    }
    return await readPage(url, response);
  } catch {
    if (options.signal.aborted)
      return { kind: "aborted" };
    markGone();
    return { kind: "failed" };
  }
}
function withPart(address, part) {
  return \`\${address}\${address.includes("?") ? "&" : "?"}part=\${part}\`;
}
async function readPage(url, response) {
  const text = await response.text();
  const page = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  markAnswered();
  if (!response.ok) {
    const reason = page.querySelector("main p")?.textContent ?? \`status \${response.status}\`;
    showTrouble(\`The server cannot show this now: \${reason}\`);
    return { kind: "failed" };
  }
  if (linkState() !== "gone")
    hideTrouble();
  remember(url, response.headers.get("ETag"));
  return { kind: "page", page };
}
function remember(url, version) {
  versions.delete(url);
  if (version === null)
    return;
  versions.set(url, version);
  const [oldest] = versions.keys();
  if (versions.size > versionsMax && oldest !== undefined)
    versions.delete(oldest);
}
function morph(from, to) {
  if (isOwn(from) || hasSameVersion(from, to) || from.isEqualNode(to))
    return;
  morphAttributes(from, to);
  if (from instanceof HTMLInputElement)
    morphInput(from, to);
  else
    morphChildren(from, to);
}
function isOwn(element) {
  return element.hasAttribute("data-client") || element.hasAttribute("data-js");
}
function hasSameVersion(from, to) {
  const version = from.getAttribute("data-version");
  return version !== null && version === to.getAttribute("data-version");
}
function morphAttributes(from, to) {
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value)
      from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (name !== "tabindex" && !to.hasAttribute(name))
      from.removeAttribute(name);
  }
}
function morphInput(from, to) {
  if (from !== document.activeElement)
    from.value = to.value;
}
function morphChildren(from, to) {
  const keyed = new Map;
  for (const child of from.children) {
    const key = keyOf(child);
    if (key !== null)
      keyed.set(key, child);
  }
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const match = findMatch(place, wanted, keyed);
    if (match === null) {
      from.insertBefore(document.importNode(wanted, true), place);
      continue;
    }
    if (match === place)
      place = place.nextSibling;
    else
      from.insertBefore(match, place);
    if (match instanceof Element)
      morph(match, wanted);
    else if (match.nodeValue !== wanted.nodeValue)
      match.nodeValue = wanted.nodeValue;
  }
  while (place !== null) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}
function findMatch(place, wanted, keyed) {
  const key = wanted instanceof Element ? keyOf(wanted) : null;
  if (key !== null)
    return keyed.get(key) ?? null;
  const fits = place !== null && place.nodeName === wanted.nodeName && !(place instanceof Element && keyOf(place) !== null);
  return fits ? place : null;
}
function keyOf(element) {
  const key = element.getAttribute("data-key") ?? (element.id || null);
  return key === null ? null : \`\${element.nodeName} \${key}\`;
}
function rowsOf() {
  return [...byId("rows").querySelectorAll("tbody tr[data-key]")];
}
function rowKeys() {
  return rowsOf().map((row) => row.getAttribute("data-key") ?? "");
}
function linkOf(row) {
  return row?.querySelector("th a") ?? null;
}
function selectedRow() {
  return byId("rows").querySelector("tr.sel");
}
function markRow(row) {
  for (const marked of byId("rows").querySelectorAll("tr.sel")) {
    if (marked === row)
      continue;
    marked.classList.remove("sel");
    linkOf(marked)?.removeAttribute("aria-current");
  }
  row?.classList.add("sel");
  linkOf(row)?.setAttribute("aria-current", "true");
}
function markShownRow() {
  const symbol = byId("details").getAttribute("data-key");
  const key = CSS.escape(symbol ?? "");
  markRow(byId("rows").querySelector(\`tr[data-key="\${key}"]\`));
}
function keepTabStop() {
  const rows = rowsOf();
  const stops = rows.filter((row) => linkOf(row)?.getAttribute("tabindex") !== "-1");
  const [first] = stops;
  const isNew = stops.length > 1 || first === undefined;
  const stop = isNew ? selectedRow() ?? rows[0] : first;
  if (stop === undefined)
    return;
  for (const row of stops)
    if (row !== stop)
      linkOf(row)?.setAttribute("tabindex", "-1");
  linkOf(stop)?.setAttribute("tabindex", "0");
}
function setTabStop(stop) {
  for (const link of byId("rows").querySelectorAll("tbody a[tabindex='0']")) {
    if (link !== stop)
      link.setAttribute("tabindex", "-1");
  }
  stop.setAttribute("tabindex", "0");
}
var systemLight = matchMedia("(prefers-color-scheme: light)");
function startTheme() {
  byId("theme").addEventListener("click", toggleTheme);
  paintCharts();
}
function toggleTheme() {
  const next = shownTheme() === "dark" ? "light" : "dark";
  storeTheme(next);
  document.documentElement.dataset["theme"] = next;
  paintCharts();
  say(\`\${next} theme\`);
}
function paintCharts() {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === undefined)
    return;
  for (const source of document.querySelectorAll("picture source")) {
    source.media = chosen === source.dataset["theme"] ? "all" : "not all";
  }
}
function shownTheme() {
  return storedTheme() ?? chosenTheme() ?? (systemLight.matches ? "light" : "dark");
}
function chosenTheme() {
  const theme = document.documentElement.dataset["theme"];
  return theme === "dark" || theme === "light" ? theme : null;
}
var parts = ["top", "notes", "main", "stat"];
var freshMs = 2000;
function patchPage(page, options) {
  const before = new Set(rowKeys());
  for (const id of parts) {
    const next = page.getElementById(id);
    if (next !== null)
      morph(byId(id), next);
  }
  document.title = page.title;
  document.documentElement.className = page.documentElement.className;
  paintCharts();
  markShownRow();
  keepTabStop();
  layOutDetails();
  if (options.marksNewRows)
    markNewRows(before);
}
function markNewRows(before) {
  const isNew = (row) => !before.has(row.getAttribute("data-key") ?? "");
  const rows = rowsOf().filter(isNew);
  if (rows.length === 0)
    return;
  for (const row of rows)
    row.classList.add("is-new");
  setTimeout(() => {
    for (const row of rows)
      row.classList.remove("is-new");
  }, freshMs);
  say(rows.length === 1 ? "1 new row" : \`\${rows.length} new rows\`);
}
var busyAfterMs = 200;
var running = null;
async function visit(url, options) {
  const { history: kind, keepsRows = false, toTop } = options;
  running?.abort();
  const controller = new AbortController;
  running = controller;
  if (kind === "push")
    history.pushState(null, "", url);
  if (kind === "replace")
    history.replaceState(null, "", url);
  const busy = setTimeout(() => document.documentElement.setAttribute("data-busy", ""), busyAfterMs);
  const loaded = await loadNewest(url, { signal: controller.signal, isRefresh: false, keepsRows });
  clearTimeout(busy);
  if (running !== controller)
    return loaded;
  running = null;
  document.documentElement.removeAttribute("data-busy");
  if (loaded.kind !== "page")
    return loaded;
  patchPage(loaded.page, { marksNewRows: false });
  if (toTop)
    byId("rows").scrollTop = 0;
  return loaded;
}
async function refresh(signal) {
  if (running !== null)
    return;
  const url = here();
  const loaded = await loadNewest(url, { signal, isRefresh: true, keepsRows: true });
  if (loaded.kind !== "page" || running !== null || url !== here())
    return;
  patchPage(loaded.page, { marksNewRows: true });
}
async function loadNewest(url, options) {
  if (!options.keepsRows)
    return loadPage(url, { ...options, part: "all" });
  const frame = await loadPage(url, { ...options, part: "frame" });
  if (frame.kind !== "page" || hasRowsOf(frame.page))
    return frame;
  return loadPage(url, { ...options, isRefresh: false, part: "all" });
}
function hasRowsOf(frame) {
  return frame.getElementById("rows")?.dataset["version"] === byId("rows").dataset["version"];
}
function here() {
  return location.pathname + location.search;
}
var pollMs = 5000;
var pollMsMax = 60000;
var timer;
var waitMs = pollMs;
var isPaused = false;
function startPolling() {
  byId("pause").addEventListener("click", togglePause);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden)
      clearTimeout(timer);
    else
      poll();
  });
  addEventListener("online", () => void poll());
  schedule();
}
function togglePause() {
  isPaused = !isPaused;
  markPaused(isPaused);
  const button = byId("pause");
  button.setAttribute("aria-pressed", String(isPaused));
  const label = button.querySelector("span");
  if (label !== null)
    label.textContent = isPaused ? "Resume" : "Pause";
  button.querySelector("use")?.setAttribute("href", isPaused ? "#i-play" : "#i-pause");
  if (isPaused)
    clearTimeout(timer);
  else
    poll();
}
async function poll() {
  clearTimeout(timer);
  if (isPaused || document.hidden)
    return;
  await refresh(new AbortController().signal);
  waitMs = linkState() === "gone" ? Math.min(2 * waitMs, pollMsMax) : pollMs;
  schedule();
}
function schedule() {
  clearTimeout(timer);
  if (!isPaused && !document.hidden)
    timer = setTimeout(() => void poll(), waitMs);
}
var followMs = 120;
var follow;
function moveRow(step) {
  const rows = rowsOf();
  if (rows.length === 0)
    return;
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  const selected = rows.findIndex((row) => row.classList.contains("sel"));
  const from = focused >= 0 ? focused : selected >= 0 && step > 0 ? selected - 1 : selected;
  const to = Math.min(rows.length - 1, Math.max(0, from + step));
  const link = linkOf(rows[to]);
  if (link === null)
    return;
  setTabStop(link);
  link.focus({ preventScroll: true });
  rows[to]?.scrollIntoView({ block: "nearest" });
  clearTimeout(follow);
  if (wideScreen.matches)
    follow = setTimeout(() => select(link, "replace"), followMs);
}
function select(link, history2) {
  clearTimeout(follow);
  markRow(link.closest("tr"));
  setTabStop(link);
  visit(addressOf(link), { history: history2, keepsRows: true });
}
function rowLinkAt(target) {
  if (target.closest("a, button") !== null || getSelection()?.toString())
    return null;
  return linkOf(target.closest("tbody tr[data-key]"));
}
function addressOf(link) {
  return link.pathname + link.search;
}
var typingMs = 150;
var typing;
function startSearch() {
  document.addEventListener("input", (event) => {
    if (event.target !== box())
      return;
    clearTimeout(typing);
    typing = setTimeout(search, typingMs);
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== byId("search"))
      return;
    event.preventDefault();
    clearTimeout(typing);
    search();
  });
}
function focusSearch() {
  box().focus();
  box().select();
}
function leaveSearch() {
  if (box().value === "") {
    box().blur();
    return;
  }
  box().value = "";
  clearTimeout(typing);
  search();
}
function isSearching() {
  return document.activeElement === box();
}
function search() {
  const url = new URL(here(), location.origin);
  const query = box().value.trim();
  if (query === "")
    url.searchParams.delete("q");
  else
    url.searchParams.set("q", query);
  url.searchParams.delete("symbol");
  visit(url.pathname + url.search, { history: "replace", toTop: true });
}
function box() {
  return byId("q");
}
var letters = {
  "/": focusSearch,
  j: () => moveRow(1),
  k: () => moveRow(-1),
  t: toggleTheme,
  p: togglePause,
  "?": openHelp
};
var arrows = {
  ArrowDown: () => moveRow(1),
  ArrowUp: () => moveRow(-1),
  PageDown: () => moveRow(pageRows),
  PageUp: () => moveRow(-pageRows),
  Home: () => moveRow(Number.NEGATIVE_INFINITY),
  End: () => moveRow(Number.POSITIVE_INFINITY)
};
var pageRows = 15;
function startKeys() {
  document.addEventListener("keydown", (event) => {
    const command = commandOf(event);
    if (command === undefined)
      return;
    event.preventDefault();
    command();
  });
}
function commandOf(event) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return;
  if (byId("help").open)
    return;
  if (key === "Escape")
    return escapeCommand();
  if (isTyping(event.target))
    return isSearching() && key === "ArrowDown" ? letters["j"] : undefined;
  if (arrows[key] !== undefined)
    return ownsArrows() ? arrows[key] : undefined;
  if (!areKeysOn())
    return;
  return letters[key.toLowerCase()] ?? tabCommand(key);
}
function escapeCommand() {
  if (isSearching())
    return leaveSearch;
  const close = closeLink();
  return close === null ? undefined : () => close.click();
}
function tabCommand(key) {
  if (!/^[1-9]$/.test(key))
    return;
  const tab = document.querySelector(\`[data-tab="\${key}"]\`);
  return tab === null ? undefined : () => tab.click();
}
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}
function ownsArrows() {
  const focused = document.activeElement;
  if (byId("rows").contains(focused))
    return true;
  return wideScreen.matches && focused === document.body;
}
function startLinks() {
  document.addEventListener("click", (event) => {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!isPlain || event.altKey || event.defaultPrevented)
      return;
    if (!(event.target instanceof Element))
      return;
    const rowLink = rowLinkAt(event.target);
    const link = rowLink ?? event.target.closest("a[href]");
    if (link === null || !isView(link))
      return;
    event.preventDefault();
    follow2(link);
  });
  addEventListener("popstate", () => void visit(here(), { history: "none", keepsRows: true }));
}
function follow2(link) {
  if (link.closest("tbody") !== null) {
    select(link, "push");
    return;
  }
  const keepsRows = link.hasAttribute("data-close");
  const toTop = !keepsRows && !link.hasAttribute("data-keep-scroll");
  visit(addressOf(link), { history: "push", keepsRows, toTop });
}
function isView(link) {
  const isHere = link.origin === location.origin && link.pathname === "/";
  return isHere && link.target === "" && !link.hasAttribute("download") && link.hash === "";
}
if (document.getElementById("board") !== null)
  start();
function start() {
  for (const control of document.querySelectorAll("[data-js]"))
    control.hidden = false;
  markAnswered();
  startTheme();
  startHelp();
  startLinks();
  startSearch();
  startKeys();
  keepTabStop();
  watchWidth();
  startPolling();
}
`,
  },
  {
    path: "/assets/theme-e2b5feac17.js",
    contentType: "text/javascript; charset=utf-8",
    text: `(() => {
  var themeKey = "l2t.theme";
  function storedTheme() {
    const theme = read(themeKey);
    return theme === "dark" || theme === "light" ? theme : null;
  }
  function read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }
  var theme = storedTheme();
  if (theme !== null)
    document.documentElement.dataset["theme"] = theme;
})();
`,
  },
  {
    path: "/assets/icon-a57ac22da4.svg",
    contentType: "image/svg+xml; charset=utf-8",
    text: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<title>learn2trade</title>
<rect width="32" height="32" rx="7" fill="#0d1015"/>
<path d="M6 8.500h20" stroke="#e9edf3" stroke-width="2.600" stroke-linecap="round"/>
<rect x="7" y="18" width="4.600" height="7.500" rx="1" fill="#5f7fd6"/>
<rect x="13.700" y="15" width="4.600" height="10.500" rx="1" fill="#86a8ff"/>
<rect x="20.400" y="12" width="4.600" height="13.500" rx="1" fill="#3fd0cc"/>
</svg>
`,
  },
];
